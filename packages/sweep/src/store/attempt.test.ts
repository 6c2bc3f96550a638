import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import { FolderStore } from './folder-store.ts';
import { restoreRun } from './saved-run.ts';
import type { Store } from './store.ts';
import { temporaryFolder } from './testing/hostile.ts';

async function places() {
  const folder = await temporaryFolder();
  const store = new FolderStore(join(folder, 'store'));
  return { store, run: join(folder, 'runs', 'one'), other: join(folder, 'runs', 'other') };
}

/** Writes a run that has reached a step. */
async function train(run: string, step: number): Promise<void> {
  await rm(join(run, 'checkpoints'), { recursive: true, force: true });
  const checkpoint = join('checkpoints', `step-${step}`);
  await mkdir(join(run, checkpoint), { recursive: true });
  const files = {
    ...{ 'config.json': 'configuration', 'metrics.jsonl': 'line\n'.repeat(step), 'run.lock': 'a process' },
    [join(checkpoint, 'weights.bin')]: `weights of ${step}`,
    [join(checkpoint, 'state.json')]: `state of ${step}`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(run, name), content);
}

const expectStep = async (run: string, step: number): Promise<void> =>
  expect(await readFile(join(run, 'checkpoints', `step-${step}`, 'weights.bin'), 'utf8')).toBe(
    `weights of ${step}`,
  );

/** Begins an attempt, and saves a run at each of these steps. */
async function saveEach(store: Store, trial: string, run: string, ...steps: number[]): Promise<Attempt> {
  const attempt = await Attempt.claim(store, trial, {});
  for (const step of steps) {
    await train(run, step);
    await attempt.save(run, step);
  }
  return attempt;
}

it('goes on where the attempt before has left off, on another machine', async () => {
  const { store, run, other } = await places();
  expect(await restoreRun(store, 'sweep/a', run, -1)).toBe(false);
  const first = await saveEach(store, 'sweep/a', run, 1, 2, 3, 4);
  const second = await Attempt.claim(store, 'sweep/a', { host: 'other' });
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(await restoreRun(store, 'sweep/a', other, 4)).toBe(false);
  expect(await restoreRun(store, 'sweep/a', other, 3)).toBe(true);
  await expectStep(other, 4);
  expect(await readdir(other)).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
  expect(await restoreRun(store, 'sweep/b', run, -1)).toBe(false);
  await train(other, 5);
  await second.save(other, 5);
  await restoreRun(store, 'sweep/a', run, 4);
  await expectStep(run, 5);
});

it('keeps each content once, and what the last two lists name', async () => {
  const { store, run } = await places();
  await saveEach(store, 'a', run, 1, 2, 3, 4);
  const names = await store.list('a');
  expect(names.filter((name) => name.includes('/saved/'))).toEqual([
    'a/000001/saved/000003.json',
    'a/000001/saved/000004.json',
  ]);
  // The configuration; metrics, state and weights of two steps.
  expect(names.filter((name) => name.includes('/files/'))).toHaveLength(7);
});

it('cannot touch what a newer attempt does', async () => {
  const { store, run, other } = await places();
  const old = await saveEach(store, 'a', run, 1);
  await saveEach(store, 'a', other, 2);
  const before = await store.list('a');
  await train(run, 5);
  await expect(old.save(run, 5)).rejects.toThrow('Expected attempt 1 at a to be the newest, got attempt 2,');
  expect(await store.list('a')).toEqual(before);
  await restoreRun(store, 'a', run, -1);
  await expectStep(run, 2);
});

it('takes the list before where the last one was not made, and nothing that is damaged', async () => {
  const { store, run, other } = await places();
  await saveEach(store, 'a', run, 1);
  // Killed before it had saved: there are files, but no list.
  await Attempt.claim(store, 'a', {});
  await store.create(`a/000002/files/${'0'.repeat(64)}`, new Uint8Array(3));
  await restoreRun(store, 'a', other, -1);
  await expectStep(other, 1);

  const [file] = (await store.list('a/000001/files')).slice(-1);
  await store.remove(file!);
  await store.create(file!, new TextEncoder().encode('x'));
  await train(other, 7);
  await expect(restoreRun(store, 'a', other, -1)).rejects.toThrow('Expected the files of a, attempt 1, in');
  await expectStep(other, 7);
});

it('numbers attempts that begin at the same time', async () => {
  const { store } = await places();
  const all = await Promise.all(Array.from({ length: 6 }, (_, i) => Attempt.claim(store, 'a', { i })));
  expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

it('saves a run whose checkpoints come and go meanwhile', async () => {
  const { store, run, other } = await places();
  await train(run, 1);
  let step = 1;
  const busy: Store = {
    ...{ name: 'busy', read: store.read.bind(store), list: (name) => store.list(name) },
    remove: (name) => store.remove(name),
    // Training goes on while files are sent, twice.
    create: async (name, content) => {
      if (name.includes('/files/') && step < 3) await train(run, ++step);
      return store.create(name, content);
    },
  };
  await (await Attempt.claim(busy, 'a', {})).save(run, 1);
  expect(step).toBe(3);
  await restoreRun(store, 'a', other, -1);
  await expectStep(other, 3);
});
