import '@tensorflow/tfjs-backend-cpu';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { train } from '../loop/train.ts';
import { temporaryFolder, toyRun } from '../testing/toy.ts';
import { findCheckpoint } from './find-checkpoint.ts';
import { findModel, readFound } from './find-model.ts';

/** A run of its own with the steps 2 and 4. */
async function trainedRun() {
  const options = await toyRun({ training: { maxCharacters: 128, checkpointEverySteps: 2 } });
  const { checkpoint } = await train(options);
  return { runs: dirname(options.runFolder), last: checkpoint.folder };
}

describe('findModel', () => {
  it('refuses every bit of model.json, weights.bin and state.json that flips, and does without state.bin', async () => {
    const { runs, last } = await trainedRun();
    await rm(join(last, 'state.bin')); // It is for resuming.
    for (const name of ['model.json', 'weights.bin', 'state.json']) {
      const path = join(last, name);
      const sound = await readFile(path);
      for (let place = 0; place < 16; place++) {
        const bytes = Buffer.from(sound);
        bytes[Math.floor((place / 16) * bytes.length)]! ^= 1 << (place % 8);
        await writeFile(path, bytes);
        await expect(findModel(runs, 'latest')).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
      }
      await writeFile(path, sound);
    }
    const { checkpoint, state, load } = await findModel(runs, 'latest');
    expect([checkpoint.step, state.progress.step]).toEqual([4, 4]);
    load().dispose();
  });
});

describe('readFound', () => {
  it('looks again where a checkpoint was removed after it was found, as training does with old ones', async () => {
    const { runs, last } = await trainedRun();
    let looked = 0;
    const [found] = await readFound(async () => {
      const checkpoint = await findCheckpoint(runs, 'latest');
      if (looked++ === 0) await rm(last, { recursive: true });
      return [checkpoint];
    });
    expect(found!.checkpoint.step).toBe(2);
  });

  it('looks again where a checkpoint was replaced while it was read', async () => {
    const [{ runs, last }, other] = [await trainedRun(), await trainedRun()];
    const aside = join(await temporaryFolder(), 'aside');
    await cp(last, aside, { recursive: true });
    await writeFile(join(last, 'weights.bin'), 'of another moment');
    let looked = 0;
    const [found] = await readFound(async () => {
      const checkpoint = await findCheckpoint(runs, 'latest');
      if (looked++ === 1) await cp(other.last, last, { recursive: true });
      return [checkpoint];
    });
    expect(found!.checkpoint.step).toBe(4);
  });

  it('gives the model that it read, whatever becomes of the folder', async () => {
    const { runs, last } = await trainedRun();
    const { load } = await findModel(runs, 'latest');
    await rm(last, { recursive: true });
    const model = load();
    expect(model.config.units).toBe(8);
    model.dispose();
  });
});
