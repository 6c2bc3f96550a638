import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type JobManifest, jobManifest } from './job-manifest.ts';

const text = 'method: grid\nparameters:\n  units: {values: [8, 16]} # a comment\n';

const job: JobManifest = {
  ...{ name: 'Rates & Seeds', file: { name: 'rates.yaml', text }, image: 'image', parameters: ['sweep'] },
  ...{ trials: 200_000, parallelism: 200_000, threads: 4, memory: 2, volume: undefined },
};

/** As Kubernetes reads it: both documents as values. */
function written(changes: Partial<JobManifest>) {
  const documents = parseAllDocuments(jobManifest({ ...job, ...changes }));
  expect(documents.flatMap((one) => [...(one.errors ?? []), ...(one.warnings ?? [])])).toEqual([]);
  return documents.map((one) => one.toJS());
}

describe('jobManifest', () => {
  it('gives the file as it is, and each pod its index', () => {
    const [configMap, { metadata, spec }] = written({});
    expect(configMap.data).toEqual({ sweep: text });
    expect([configMap.metadata.name, metadata.name]).toEqual([
      'longrange-rates-seeds',
      'longrange-rates-seeds',
    ]);
    const { containers, volumes } = spec.template.spec;
    expect(containers[0].args).toEqual(['sweep', '--trial', '$(JOB_COMPLETION_INDEX)']);
    expect(containers[0].volumeMounts.map((mount: { mountPath: string }) => mount.mountPath)).toEqual([
      '/sweep/rates.yaml',
      '/runs',
    ]);
    expect(volumes[0]).toEqual({ name: 'sweep', configMap: { name: 'longrange-rates-seeds' } });
  });

  it('keeps to the limits that Kubernetes has', () => {
    const [, { spec }] = written({});
    expect(spec).toMatchObject({ completions: 200_000, parallelism: 10_000, maxFailedIndexes: 10_000 });
    expect(written({ trials: 3, parallelism: 2 })[1].spec).toMatchObject({
      ...{ completions: 3, parallelism: 2, maxFailedIndexes: 3 },
    });
    const [, { metadata }] = written({ name: `${'x'.repeat(39)}- ${'y'.repeat(60)}` });
    expect(metadata.name).toBe(`longrange-${'x'.repeat(39)}`);
  });

  it('mounts a claim below the file', () => {
    const [, { spec }] = written({ volume: 'mine' });
    const { containers, volumes } = spec.template.spec;
    expect(volumes[0]).toEqual({ name: 'shared', persistentVolumeClaim: { claimName: 'mine' } });
    expect(containers[0].volumeMounts[0]).toEqual({ name: 'shared', mountPath: '/sweep' });
  });
});
