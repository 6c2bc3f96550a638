import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Attempt } from './attempt.ts';
import { FolderStore } from './folder-store.ts';

async function places() {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-attempt-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = new FolderStore(join(folder, 'store'));
  return { store, run: join(folder, 'runs', 'one'), other: join(folder, 'runs', 'other') };
}

/** Writes a run that has come to a step. */
async function train(run: string, step: number): Promise<void> {
  await rm(join(run, 'checkpoints'), { recursive: true, force: true });
  await mkdir(join(run, 'checkpoints', `step-${step}`), { recursive: true });
  await writeFile(join(run, 'config.json'), 'configuration');
  await writeFile(join(run, 'metrics.jsonl'), 'line\n'.repeat(step));
  await writeFile(join(run, 'checkpoints', `step-${step}`, 'weights.bin'), `weights of ${step}`);
  await writeFile(join(run, 'run.lock'), 'a process');
}

const weights = (run: string, step: number): Promise<string> =>
  readFile(join(run, 'checkpoints', `step-${step}`, 'weights.bin'), 'utf8');

it('goes on where the attempt before has left off, on another machine', async () => {
  const { store, run, other } = await places();
  const first = await Attempt.claim(store, 'sweep/a', { host: 'one' });
  expect(await first.restore(run)).toBeNull();
  for (const step of [1, 2, 3, 4]) {
    await train(run, step);
    await first.save(run, step);
  }
  const second = await Attempt.claim(store, 'sweep/a', { host: 'other' });
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(await second.restore(other, 4)).toBeNull();
  expect(await second.restore(other, 3)).toEqual({ step: 4, attempt: 1 });
  expect(await weights(other, 4)).toBe('weights of 4');
  expect(await readdir(other)).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
  expect(await (await Attempt.claim(store, 'sweep/b', {})).restore(run)).toBeNull();
});

it('keeps each content once, and what the last two lists name', async () => {
  const { store, run } = await places();
  const attempt = await Attempt.claim(store, 'a', {});
  for (const step of [1, 2, 3, 4]) {
    await train(run, step);
    await attempt.save(run, step);
  }
  const names = await store.list('a');
  expect(names.filter((name) => name.includes('/saved/'))).toEqual([
    'a/000001/saved/000003.json',
    'a/000001/saved/000004.json',
  ]);
  // The configuration, and metrics and weights of two steps.
  expect(names.filter((name) => name.includes('/files/'))).toHaveLength(5);
});

it('cannot touch what a newer attempt does', async () => {
  const { store, run, other } = await places();
  const old = await Attempt.claim(store, 'a', {});
  await train(run, 1);
  await old.save(run, 1);
  const current = await Attempt.claim(store, 'a', {});
  await current.restore(other);
  await train(other, 2);
  await current.save(other, 2);
  const before = await store.list('a');
  await train(run, 5);
  await expect(old.save(run, 5)).rejects.toThrow('Expected attempt 1 at a to be the newest, got attempt 2,');
  expect(await store.list('a')).toEqual(before);
  expect(await (await Attempt.claim(store, 'a', {})).restore(run)).toEqual({ step: 2, attempt: 2 });
});

it('takes the list before where the last one was not made, and nothing that is damaged', async () => {
  const { store, run, other } = await places();
  const first = await Attempt.claim(store, 'a', {});
  await train(run, 1);
  await first.save(run, 1);
  // Killed before it had saved: the files are there, the list is not.
  await Attempt.claim(store, 'a', {});
  await store.create('a/000002/files/0', new Uint8Array(3));
  const third = await Attempt.claim(store, 'a', {});
  expect(await third.restore(other)).toEqual({ step: 1, attempt: 1 });

  const [file] = (await store.list('a/000001/files')).slice(-1);
  await store.remove(file!);
  await store.create(file!, new TextEncoder().encode('other bytes'));
  await train(other, 7);
  await expect(third.restore(other)).rejects.toThrow('Expected the files of a, attempt 1, in');
  expect(await weights(other, 7)).toBe('weights of 7');
});

it.each(['../out', '/etc/x', 'a/../../out', 'a\\..\\out'])(
  'refuses a list with the path %s',
  async (path) => {
    const { store, run } = await places();
    const files = { [path]: { sha256: '0', bytes: 0 } };
    const list = JSON.stringify({ formatVersion: 1, step: 1, files });
    await store.create('a/000001/saved/000001.json', new TextEncoder().encode(list));
    expect(await (await Attempt.claim(store, 'a', {})).restore(run)).toBeNull();
  },
);

it('numbers attempts that begin at the same time', async () => {
  const { store } = await places();
  const all = await Promise.all(Array.from({ length: 6 }, (_, i) => Attempt.claim(store, 'a', { i })));
  expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});
