import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chooseSimd } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../run/events.ts';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { readMetrics } from '../run/metrics-log.ts';
import { atStep, toyRun } from '../testing/toy.ts';
import type { TrainOptions } from './session.ts';
import { train } from './train.ts';

beforeAll(chooseSimd);

const files = ['checkpoints', 'config.json', 'metrics.jsonl'];

/** Trains with something happening at a step. */
function trainWhile(options: TrainOptions, step: number, happens: () => Promise<void>) {
  let happening = Promise.resolve();
  const onEvent = atStep(step, () => {
    happening = happens();
  });
  return train({ ...options, onEvent }).finally(() => happening);
}

// reliability: one-owner
describe('a run that is being trained', () => {
  it('is nobody else’s to train, also not to resume, and free again in the end', async () => {
    const options = await toyRun({ training: { checkpointEverySteps: 4 } });
    const others: unknown[] = [];
    const before = memory().numTensors;
    const outcome = await trainWhile(options, 6, async () => {
      others.push(await train(options).catch((error: unknown) => error));
      const resume = await findCheckpoint(dirname(options.runFolder), 'latest');
      others.push(await train({ ...options, resume }).catch((error: unknown) => error));
    });
    for (const other of others) expect(other).toMatchObject({ code: 'RUN_LOCKED', exitCode: 2 });
    expect(outcome).toMatchObject({ kind: 'completed', step: 20 });
    expect(memory().numTensors).toBe(before);
    expect((await readdir(options.runFolder)).sort()).toEqual(files);
    await train({ ...options, resume: outcome.checkpoint });
  });

  it.each([
    ['removed', (folder: string) => rmSync(folder, { recursive: true }), ''],
    ['moved', (folder: string) => renameSync(folder, `${folder}-moved`), ''],
    ['begun by others', (folder: string) => replaceRun(folder), '-2'],
  ])('ends with an error and is saved whole where its folder was %s', async (_, happens, suffix) => {
    const options = await toyRun({ training: { checkpointEverySteps: 5 } });
    const before = memory().numTensors;
    const failure = await trainWhile(options, 7, async () => happens(options.runFolder)).catch(
      (error: unknown) => error,
    );
    const anew = `${options.runFolder}${suffix}`;
    expect(failure).toMatchObject({ code: 'RUN_FOLDER_GONE', exitCode: 1 });
    expect((failure as Error).message).toContain(`Step 10 was saved again, complete, in ${anew}.`);
    expect(memory().numTensors).toBe(before);
    expect((await readdir(anew)).sort()).toEqual(files);
    expect(await readdir(join(anew, 'checkpoints'))).toEqual(['step-000010']);
    expect(await readMetrics(anew)).toHaveLength(10);
    const resume = await findCheckpoint('', anew);
    expect(await train({ ...options, runFolder: anew, resume })).toMatchObject({ step: 20 });
    expect(JSON.parse(await readFile(join(anew, 'config.json'), 'utf8'))).toMatchObject({
      sessions: [{ fromStep: 0 }, { fromStep: 10 }],
    });
  });

  it('notices in the end, too, where nothing is left to save', async () => {
    const options = await toyRun({ training: { checkpointEverySteps: 20, validationEverySteps: 20 } });
    const onEvent = (event: TrainingEvent) => {
      if (event.type === 'checkpoint') rmSync(options.runFolder, { recursive: true });
    };
    await expect(train({ ...options, onEvent })).rejects.toMatchObject({ code: 'RUN_FOLDER_GONE' });
    expect((await findCheckpoint('', options.runFolder)).step).toBe(20);
  });
});

/** What another process does that begins the same run after its folder was removed. */
function replaceRun(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.lock'), 'another');
}

// reliability: no-checkpoint
describe('a run that saved nothing', () => {
  it('is begun anew under its name, and says so where it is to be resumed', async () => {
    const options = await toyRun();
    const { runFolder } = options;
    // What kill -9 before the first checkpoint leaves.
    await mkdir(join(runFolder, 'checkpoints', '.tmp-step-000005-0a1b2c3d4e5f'), { recursive: true });
    await writeFile(join(runFolder, 'config.json'), '{"formatVersion":1,"sessions":[]}');
    await writeFile(join(runFolder, 'metrics.jsonl'), '{"type":"step"');
    await writeFile(join(runFolder, 'notes.txt'), 'mine');
    for (const which of [runFolder, 'toy']) {
      await expect(findCheckpoint(dirname(runFolder), which)).rejects.toMatchObject({
        code: 'CHECKPOINT_NOT_FOUND',
        exitCode: 2,
        hint: 'wait for its first checkpoint or, if it has ended, start it again: train --run toy.',
      });
    }
    expect(await train(options)).toMatchObject({ kind: 'completed', step: 20 });
    expect(await readdir(join(runFolder, 'checkpoints'))).toEqual(['step-000020']);
    expect(await readMetrics(runFolder)).toHaveLength(21);
    expect(await readFile(join(runFolder, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('is not what a folder of other things is, nor one whose checkpoints are damaged', async () => {
    const options = await toyRun();
    const { runFolder } = options;
    await mkdir(runFolder, { recursive: true });
    await writeFile(join(runFolder, 'config.json'), '{"name":"a program of mine"}');
    await expect(train(options)).rejects.toThrow(/toy, which exists and holds no run/);
    expect(await readdir(runFolder)).toEqual(['config.json']);
    await rm(join(runFolder, 'config.json'));
    const { checkpoint } = await train(options);
    await writeFile(join(checkpoint.folder, 'COMPLETE'), '');
    await expect(train(options)).rejects.toThrow(/toy, whose checkpoints are all damaged/);
  });
});

/**
 * From here on this process's writes fail beyond so many bytes of a file, as they would on a full disk
 * (Node ignores the signal, the write gives EFBIG).
 */
function limitFileSize(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

// reliability: full-disk
describe('a disk that is full', () => {
  it.runIf(process.platform === 'linux')(
    'ends training with one clear error and leaves the checkpoint before whole (limits are set as Linux does it)',
    async () => {
      const options = await toyRun({ training: { checkpointEverySteps: 5 } });
      const onEvent = atStep(9, () => limitFileSize(4096));
      const failure = await train({ ...options, onEvent })
        .catch((error: unknown) => error)
        .finally(() => limitFileSize('unlimited'));
      expect(failure).toMatchObject({ code: 'WRITE_FAILED', exitCode: 1, cause: { code: 'EFBIG' } });
      expect((failure as Error).message).toMatch(/Cannot write .*\/step-000010: .*\(EFBIG\)\.$/);
      const checkpoints = join(options.runFolder, 'checkpoints');
      expect(await readdir(checkpoints)).toEqual(['step-000005']);
      const resume = await findCheckpoint('', options.runFolder);
      expect(await train({ ...options, resume })).toMatchObject({ kind: 'completed', step: 20 });
      expect((await readMetrics(options.runFolder)).filter(({ type }) => type === 'step')).toHaveLength(20);
    },
  );
});
