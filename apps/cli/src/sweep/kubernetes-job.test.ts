import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type JobManifest, jobManifest } from './kubernetes-job.ts';

const text = 'method: grid\nparameters:\n  units: {values: [8, 16]} # a comment\n';

const job: JobManifest = {
  ...{ name: 'Rates & Seeds', file: { name: 'rates.yaml', text }, image: 'image', parameters: ['sweep'] },
  ...{ trials: 200_000, parallelism: 200_000, threads: 4, memory: 2, volume: undefined },
};

/** Parses both documents, as Kubernetes does. */
function written(changes: Partial<JobManifest>) {
  const documents = parseAllDocuments(jobManifest({ ...job, ...changes }));
  expect(documents.flatMap((one) => [...(one.errors ?? []), ...(one.warnings ?? [])])).toEqual([]);
  return documents.map((one) => one.toJS());
}

describe('jobManifest', () => {
  it('gives the file as it is, and each pod its index', () => {
    const [configMap, { metadata, spec }] = written({});
    expect(configMap.data).toEqual({ sweep: text });
    expect(metadata.name).toMatch(/^longrange-rates-seeds-[0-9a-f]{8}$/);
    expect(configMap.metadata.name).toBe(metadata.name);
    const { containers, volumes } = spec.template.spec;
    expect(containers[0].args).toEqual(['sweep', '--trial', '$(JOB_COMPLETION_INDEX)']);
    expect(containers[0].volumeMounts).toMatchObject([
      { mountPath: '/sweep/rates.yaml' },
      { mountPath: '/runs' },
    ]);
    expect(volumes[0]).toEqual({ name: 'sweep', configMap: { name: metadata.name } });
  });

  it('keeps to the limits that Kubernetes has', () => {
    const [, { spec }] = written({});
    expect(spec).toMatchObject({ completions: 200_000, parallelism: 10_000, maxFailedIndexes: 10_000 });
    const [, few] = written({ trials: 3, parallelism: 2 });
    expect(few.spec).toMatchObject({ completions: 3, parallelism: 2, maxFailedIndexes: 3 });
  });

  it('names no two sweeps alike, as Kubernetes takes names', () => {
    const long = ['x'.repeat(40), 'x'.repeat(41), 'x'.repeat(42), `${'x'.repeat(39)}- ${'y'.repeat(60)}`];
    const names = [...'rates Rates rätes rates. rates_ расчёт опыт 実験 試験 --- x'.split(' '), ...long];
    const given = names.map((name) => written({ name })[1].metadata.name as string);
    expect(new Set(given).size).toBe(names.length);
    for (const name of given) expect(name).toMatch(/^longrange-[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    expect(given[0]).toBe('longrange-rates');
  });

  it('gives words to the program as they are, whatever Kubernetes would make of them', () => {
    const words = ['$(HOME).yaml', '$$(HOME)', '$HOME', 'a$', '$(JOB_COMPLETION_INDEX)', '--x=$(Y)'];
    const { args } = written({ parameters: words })[1].spec.template.spec.containers[0];
    // Kubernetes replaces $$ by $, and $(VAR) by the container's variable.
    const expanded = (args as string[]).map((word) =>
      word.replaceAll(/\$(\$|\((\w+)\))/g, (_, dollar, name) => (dollar === '$' ? '$' : `<${name}>`)),
    );
    expect(expanded).toEqual([...words, '--trial', '<JOB_COMPLETION_INDEX>']);
  });

  it('mounts a claim below the file', () => {
    const [, { spec }] = written({ volume: 'mine' });
    const { containers, volumes } = spec.template.spec;
    expect(volumes[0]).toEqual({ name: 'shared', persistentVolumeClaim: { claimName: 'mine' } });
    expect(containers[0].volumeMounts[0]).toEqual({ name: 'shared', mountPath: '/sweep' });
  });
});
