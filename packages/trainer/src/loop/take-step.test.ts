import '@tensorflow/tfjs-backend-cpu';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { toyRun } from '../testing/toy.ts';
import { closeSession, initialLossScale, openSession } from './session.ts';
import { clipScales, dropoutSeed, globalNorm, nextLossScale, takeStep } from './take-step.ts';
import { train } from './train.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner
  await setBackend('cpu');
});

const STEPS = 12;
const training = { maxCharacters: STEPS * 32 };

describe('nextLossScale', () => {
  it('halves after an overflow and doubles after 2,000 steps without one', () => {
    const halved = nextLossScale({ scale: 64, stepsSinceChange: 7, skippedSteps: 2 }, true);
    expect(halved).toEqual({ scale: 32, stepsSinceChange: 0, skippedSteps: 3 });
    let scale = halved;
    for (let i = 0; i < 1999; i++) scale = nextLossScale(scale, false);
    expect(scale).toEqual({ scale: 32, stepsSinceChange: 1999, skippedSteps: 3 });
    expect(nextLossScale(scale, false)).toEqual({ scale: 64, stepsSinceChange: 0, skippedSteps: 3 });
  });
});

describe('a scaled loss', () => {
  // Powers of two: with and without them the same bits come out.
  it('trains to the same weights', async () => {
    const [plain, scaled] = [await toyRun({ training }), await toyRun({ training })];
    await train(plain);
    await train({ ...scaled, scalesLoss: true });
    expect(await scaled.model.values()).toEqual(await plain.model.values());
  });

  it('skips a step whose gradients overflow, halves the scale, and goes on', async () => {
    const options = { ...(await toyRun({ training })), scalesLoss: true };
    const session = await openSession(options);
    // Above what float32 holds, so that the first two steps overflow on every engine.
    const scale = 2 ** 140;
    session.progress = { ...session.progress, lossScale: { ...initialLossScale, scale } };
    const before = await options.model.values();
    expect(await takeStep(session)).toBeUndefined();
    expect(await options.model.values()).toEqual(before);
    expect(session.progress).toMatchObject({
      step: 1,
      charactersSeen: 32,
      lossScale: { scale: scale / 2, stepsSinceChange: 0, skippedSteps: 1 },
    });
    session.progress = { ...session.progress, lossScale: { ...session.progress.lossScale!, scale: 1024 } };
    expect(await takeStep(session)).toMatchObject({ step: 2, skippedSteps: 1 });
    expect(session.progress.lossScale).toEqual({ scale: 1024, stepsSinceChange: 1, skippedSteps: 1 });
    expect(await options.model.values()).not.toEqual(before);
    await closeSession(session);
  });

  it('is kept in the checkpoint, and with it what was skipped', async () => {
    const options = { ...(await toyRun({ training })), scalesLoss: true };
    const outcome = await train(options);
    const { state } = await readCheckpoint(outcome.checkpoint.folder);
    expect(state.progress.lossScale).toEqual({ ...initialLossScale, stepsSinceChange: STEPS });
  });
});

// Gradients [3, 4] and [0, 12]: norms 5 and 12, together 13.
const squaredNorms = [25, 144];

describe('clipScales', () => {
  it('scales all by the norm over all', () => {
    expect(globalNorm(squaredNorms)).toBe(13);
    expect(clipScales({ kind: 'global', norm: 1 }, squaredNorms)).toEqual([1 / 13, 1 / 13]);
    expect(clipScales({ kind: 'global', norm: 6.5 }, squaredNorms)).toEqual([0.5, 0.5]);
  });

  it('scales each by its own norm, as clipnorm does', () => {
    expect(clipScales({ kind: 'perTensor', norm: 1 }, squaredNorms)).toEqual([1 / 5, 1 / 12]);
    expect(clipScales({ kind: 'perTensor', norm: 6 }, squaredNorms)).toEqual([1, 0.5]);
  });

  it('leaves what is within the norm, and all where told to', () => {
    expect(clipScales({ kind: 'global', norm: 13 }, squaredNorms)).toEqual([1, 1]);
    expect(clipScales({ kind: 'global', norm: 1 }, [0, 0])).toEqual([1, 1]);
    expect(clipScales({ kind: 'none', norm: 1 }, squaredNorms)).toEqual([1, 1]);
  });
});

describe('dropoutSeed', () => {
  it('is another unsigned 32-bit number for each seed, step and micro-batch', () => {
    const seeds = new Set<number>();
    for (let seed = 0; seed < 4; seed++) {
      for (let step = 1; step <= 500; step++) {
        for (let microBatch = 0; microBatch < 8; microBatch++) seeds.add(dropoutSeed(seed, step, microBatch));
      }
    }
    expect(seeds.size).toBeGreaterThan(16_000 - 3); // about 0.03 collisions are expected
    for (const value of seeds) expect(value >>> 0).toBe(value);
  });

  it('stays what it was, or resumed runs would differ', () => {
    expect([dropoutSeed(1, 1, 0), dropoutSeed(1, 2, 0), dropoutSeed(2, 1, 7)]).toMatchInlineSnapshot(`
      [
        529275512,
        236991665,
        3005734915,
      ]
    `);
  });
});
