import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrialJob } from '../redis/trial-job.ts';
import { version } from '../run/versions.ts';
import { openSweepText, planSweep } from './open-sweep.ts';
import { type PlacesOfWorker, type PreparedJob, prepareJob } from './run-worker.ts';

let folder: string;
let options: PlacesOfWorker;

/** A sweep of one trial on this corpus. */
const sweepOn = (corpus: unknown, more: object = {}): string =>
  sweepWith({ corpus: { value: corpus }, ...more });

const sweepWith = (parameters: object): string =>
  JSON.stringify({ method: 'grid', parameters: { units: { value: 8 }, ...parameters } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longrange-job-'));
  await mkdir(join(folder, 'texts', 'mine'), { recursive: true });
  await mkdir(join(folder, 'secret'));
  await writeFile(join(folder, 'texts', 'mine', 'a.py'), 'a = 1\n');
  await writeFile(join(folder, 'secret', 'key.py'), 'key = 1\n');
  await symlink(join(folder, 'secret'), join(folder, 'texts', 'link'));
  await mkdir(join(folder, 'runs', 'sweep'), { recursive: true });
  await writeFile(join(folder, 'runs', 'sweep', 'journal.jsonl'), '');
  options = { runs: join(folder, 'runs'), corpusRoot: join(folder, 'texts'), jobs: 1 };
});
afterAll(() => rm(folder, { recursive: true }));

/** A job as the sweep's command makes it, of a file in the corpus root. */
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
    ['a folder below the root', 'mine', ''],
    ['a folder as an absolute path', '/mine', ''],
    ['the folder of the file, and up and down again', '../mine/../mine', 'mine'],
    ['the root itself', '.', ''],
    ['a file', 'mine/a.py', ''],
    ['a glob', 'mine/**/*.py', ''],
    ['the standard library', 'stdlib', ''],
    ['a package', 'pypi:flask==3.1.0', ''],
    ['a set', 'python-80m', ''],
    ['several', ['mine', 'stdlib'], ''],
  ])('may train on %s', async (_, corpus, base) => {
    const absolute = corpus === '/mine' ? join(folder, 'texts', 'mine') : corpus;
    const prepared = (await prepareJob(await jobOf(sweepOn(absolute), { base }), options)) as PreparedJob;
    expect(prepared).toMatchObject({
      open: { folder: join(folder, 'runs', 'sweep'), name: 'sweep', store: undefined },
      job: { untilStep: null, trial: { number: 0 } },
    });
  });

  it.each([
    ['a folder above', '..'],
    ['a folder beside it', '../secret'],
    ['one that begins with the same letters', '../texts-of-others'],
    ['an absolute path', '/etc'],
    ['the root of the disk', '/'],
    ['a way out and in again', 'mine/../../secret'],
    ['a link out', 'link'],
    ['a file behind a link', 'link/key.py'],
    ['a hidden folder', '.git'],
    ['a device', '/dev/zero'],
    ['a glob above', '../**/*.py'],
    ['a glob that climbs later', 'mine/*/../../../secret/*.py'],
    ['a glob of braces', '{mine,../secret}/*.py'],
    ['a glob of brackets', 'mine/[a-z].py'],
    ['a glob of hidden files', '.*/*'],
    ['an absolute glob', '/etc/*.conf'],
    ['NUL', 'mine\0'],
    ['a line break', 'mine\n/../../secret'],
    ['an option', '--runs=/elsewhere'],
    ['an option with a value beside it', ['mine', '--log=mlflow=http://127.0.0.1:1']],
    ['an empty name', ''],
  ])('may not train on %s', async (_, corpus) => {
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

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['another key', { runs: '/elsewhere' }],
    ['a file, as jobs once had', { file: '..' }],
    ['a foreign store', { store: '/elsewhere' }],
    ['a store that is an option', { store: '--runs=/elsewhere' }],
    ['a sweep above', { sweep: '..' }],
    ['a sweep with NUL', { sweep: 'a\0' }],
    ['a long sweep', { sweep: 'a'.repeat(201) }],
    ['a text that is no file', { text: 'hello' }],
    ['two megabytes of text', { text: ' '.repeat(2 ** 21) }],
    ['a file that calls itself otherwise', { text: `${sweepOn('stdlib').slice(0, -1)},"name":"../up"}` }],
    ['300 million seeds', { text: `${sweepOn('stdlib').slice(0, -1)},"seeds":300000000}` }],
    ['a trillion trials', { text: sweepOn('stdlib', { units: { min: 1, max: 1e12 } }) }],
    ['a network without an end', { text: sweepOn('stdlib', { units: { value: 1e300 } }) }],
    ['a setting that is none', { text: sweepOn('stdlib', { runs: { value: '/elsewhere' } }) }],
    [
      'a tracker as a setting',
      { text: sweepOn('stdlib', { log: { value: ['mlflow=http://127.0.0.1:1'] } }) },
    ],
    ['a configuration file as a setting', { text: sweepOn('stdlib', { config: { value: '/etc/passwd' } }) }],
    ['a base above', { base: '..' }],
    ['an absolute base', { base: '/etc' }],
    ['a base behind a link', { base: 'link' }],
    ['a base with NUL', { base: 'a\0b' }],
    ['an unknown engine', { compute: '--runs' }],
    ['a million threads', { threads: 1e6 }],
    ['a negative number', { number: -1 }],
    ['a number beyond the trials', { number: 1 }],
    ['a name of another form', { name: 'latest' }],
    ['a name above', { name: '../../etc' }],
    ['a step without an end', { untilStep: 1e300 }],
  ])('is refused for good: %s', async (_, wrong) => {
    const before = await filesOf();
    const isPart = typeof wrong === 'object' && wrong !== null && Object.keys(wrong).length > 0;
    const job = isPart ? { ...jobWith(sweepOn('stdlib')), ...wrong } : wrong;
    await expect(prepareJob(job, options)).rejects.toBeInstanceOf(LongrangeError);
    expect(await filesOf()).toEqual(before);
  });

  it.each([
    [
      'another version',
      { version: '99.0.0' },
      {},
      /^Expected a job of longrange .*, got one of another version\.$/,
    ],
    [
      'another version, of another form',
      { version: '99.0.0', text: 1 as unknown as string },
      {},
      /another version/,
    ],
    [
      'another text here',
      { name: '0123456789abcdef' },
      {},
      /^Expected the text of trial 0 of sweep \(mine\) to be/,
    ],
    [
      'a bucket that the worker has not',
      { store: 's3://bucket/a' },
      {},
      /^Expected `--store` to be s3:\/\/bucket\/a, as the sweep has it, got none\.$/,
    ],
    ['another bucket', { store: 's3://bucket/a' }, { store: 's3://bucket/b' }, /got s3:\/\/bucket\/b\.$/],
    [
      'a folder that the worker has not',
      { store: 'folder' },
      {},
      /^Expected `--store` to be the folder of the sweep's store, got none\.$/,
    ],
    ['no such runs', {}, { runs: '/nowhere' }, /^Expected the folder \/nowhere\/sweep, in which/],
  ] as const)(
    'goes back into the queue where others may work on it: %s',
    async (_, more, places, sentence) => {
      const job = await jobOf(sweepOn('mine'), more);
      expect(await prepareJob(job, { ...options, ...places })).toMatch(sentence);
    },
  );

  it('goes to the store of the worker, as the worker sees it', async () => {
    const store = join(folder, 'mounted');
    const prepared = await prepareJob(await jobOf(sweepOn('mine'), { store: 'folder' }), {
      ...options,
      store,
    });
    expect(prepared).toMatchObject({ open: { store: { name: store } } });
  });
});

function filesOf(): Promise<string[]> {
  return readdir(folder, { recursive: true });
}
