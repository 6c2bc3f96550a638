import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import type { TrialJob } from '../redis/trial-job.ts';
import { version } from '../run/versions.ts';
import { openSweepText, planSweep } from './open-sweep.ts';
import { type PlacesOfWorker, type PreparedJob, prepareJob } from './run-worker.ts';

const folder = await temporaryFolder(afterAll);
const options: PlacesOfWorker = { runs: join(folder, 'runs'), corpusRoot: join(folder, 'texts'), jobs: 1 };

/** Sweep of one trial on this corpus. */
const sweepOn = (corpus: unknown, more: object = {}): string =>
  sweepWith({ corpus: { value: corpus }, ...more });

const sweepWith = (parameters: object): string =>
  JSON.stringify({ method: 'grid', parameters: { units: { value: 8 }, ...parameters } });

beforeAll(async () => {
  await mkdir(join(folder, 'texts', 'mine'), { recursive: true });
  await mkdir(join(folder, 'secret'));
  await writeFile(join(folder, 'texts', 'mine', 'a.py'), 'a = 1\n');
  await writeFile(join(folder, 'secret', 'key.py'), 'key = 1\n');
  await symlink(join(folder, 'secret'), join(folder, 'texts', 'link'));
  await mkdir(join(folder, 'runs', 'sweep'), { recursive: true });
  await writeFile(join(folder, 'runs', 'sweep', 'journal.jsonl'), '');
});

/** Makes a job as the sweep's command does, from a file in the corpus root. */
async function jobOf(text: string, more: Partial<TrialJob> = {}): Promise<TrialJob> {
  const source = { file: 'sweep.yaml', text, base: join(folder, 'texts', more.base ?? '') };
  const [trial] = await planSweep(
    await openSweepText(source, { runs: join(folder, 'elsewhere'), compute: 'auto' }),
  );
  return jobWith(text, { name: trial!.name, ...more });
}

function jobWith(text: string, more: Partial<TrialJob> = {}): TrialJob {
  return {
    ...{ version, sweep: 'sweep', text, base: '', store: null, compute: 'auto', threads: null, number: 0 },
    ...{ name: '0'.repeat(16), untilStep: null },
    ...more,
  };
}

describe('a job that came through Redis', () => {
  it.each([
    ['../mine/../mine', 'mine'],
    ...['mine', '/mine', '.', 'mine/a.py', 'mine/**/*.py', 'stdlib', 'pypi:flask==3.1.0', 'python-80m'].map(
      (source) => [source, ''] as const,
    ),
    [['mine', 'stdlib'], ''],
  ] as const)('may train on %j', async (corpus, base) => {
    const absolute = corpus === '/mine' ? join(folder, 'texts', 'mine') : corpus;
    const prepared = (await prepareJob(await jobOf(sweepOn(absolute), { base }), options)) as PreparedJob;
    expect(prepared).toMatchObject({
      open: { folder: join(folder, 'runs', 'sweep'), name: 'sweep', store: undefined },
      job: { untilStep: null, trial: { number: 0 } },
    });
  });

  it.each<string | string[]>([
    // Above, beside and behind links of the root; devices and hidden files.
    ...'.. ../secret ../texts-of-others /etc / mine/../../secret link link/key.py .git /dev/zero'.split(' '),
    // Globs.
    ...'../**/*.py mine/*/../../../secret/*.py {mine,../secret}/*.py mine/[a-z].py .*/* /etc/*.conf'.split(
      ' ',
    ),
    ...['mine\0', 'mine\n/../../secret', '--runs=/elsewhere', ''],
    [['mine', '--log=tensorboard']] as unknown as string[],
  ])('may not train on %j', async (corpus) => {
    for (const text of [
      sweepOn(corpus),
      sweepWith({ 'corpus.sources': { value: [corpus].flat() } }),
      sweepWith({ sources: { value: [corpus].flat() } }),
    ]) {
      await expect(prepareJob(jobWith(text), options)).rejects.toBeInstanceOf(LongrangeError);
    }
  });

  it('trains on no path at all where the worker has no corpus root', async () => {
    const alone = { ...options, corpusRoot: undefined };
    // Another worker may have one.
    expect(await prepareJob(await jobOf(sweepOn('mine')), alone)).toMatch(
      /^Expected `--corpus-root`, below which the text of sweep is \(mine\), got none\./,
    );
    expect(await prepareJob(await jobOf(sweepOn('stdlib')), alone)).toHaveProperty('job');
  });

  const trillion = { text: sweepOn('stdlib', { units: { min: 1, max: 1e12 } }) };
  const elsewhere = { text: sweepOn('stdlib', { runs: { value: '/elsewhere' } }) };
  const tracker = { text: sweepOn('stdlib', { log: { value: 'tensorboard' } }) };
  it.each<unknown>([
    ...[
      undefined,
      {},
      { runs: '/elsewhere' },
      { file: '..' },
      { store: '/elsewhere' },
      { store: '--runs=/x' },
    ],
    ...[{ sweep: '..' }, { sweep: 'a\0' }, { sweep: 'a'.repeat(201) }, { text: 'hello' }],
    ...[{ base: '..' }, { base: '/etc' }, { base: 'link' }, { base: 'a\0b' }, { compute: '--runs' }],
    ...[{ threads: 1e6 }, { number: -1 }, { number: 1 }, { name: 'latest' }, { name: '../../etc' }],
    ...[{ untilStep: 1e300 }, trillion, elsewhere, tracker, { text: ' '.repeat(2 ** 21) }],
    { text: `${sweepOn('stdlib').slice(0, -1)},"name":"../up"}` },
    { text: `${sweepOn('stdlib').slice(0, -1)},"seeds":300000000}` },
    { text: sweepOn('stdlib', { units: { value: 1e300 } }) },
    { text: sweepOn('stdlib', { config: { value: '/etc/passwd' } }) },
  ])('is refused for good: %j', async (wrong) => {
    const before = await readdir(folder, { recursive: true });
    const isPart = typeof wrong === 'object' && wrong !== null && Object.keys(wrong).length > 0;
    const job = isPart ? { ...jobWith(sweepOn('stdlib')), ...wrong } : wrong;
    await expect(prepareJob(job, options)).rejects.toBeInstanceOf(LongrangeError);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it.each<[sentence: RegExp, more: object, places?: object]>([
    [/^Expected a job of longrange .*, got one of another version\.$/, { version: '99.0.0' }],
    [/another version/, { version: '99.0.0', text: 1 }],
    [/^Expected the text of trial 0 of sweep \(mine\) to be/, { name: '0123456789abcdef' }],
    [
      /^Expected `--store` to be s3:\/\/bucket\/a, as the sweep has it, got none\.$/,
      { store: 's3://bucket/a' },
    ],
    [/got s3:\/\/bucket\/b\.$/, { store: 's3://bucket/a' }, { store: 's3://bucket/b' }],
    [/^Expected `--store` to be the folder of the sweep's store, got none\.$/, { store: 'folder' }],
    [/^Expected the folder \/nowhere\/sweep, in which/, {}, { runs: '/nowhere' }],
  ])('goes back into the queue where others may work on it: %s', async (sentence, more, places = {}) => {
    const job = { ...(await jobOf(sweepOn('mine'))), ...more };
    expect(await prepareJob(job, { ...options, ...places })).toMatch(sentence);
  });

  it('goes to the store of the worker, as the worker sees it', async () => {
    const store = join(folder, 'mounted');
    const job = await jobOf(sweepOn('mine'), { store: 'folder' });
    expect(await prepareJob(job, { ...options, store })).toMatchObject({ open: { store: { name: store } } });
  });
});
