import '@tensorflow/tfjs-backend-cpu';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { toyRun } from '../testing/toy.ts';
import { initialLossScale, nextLossScale } from './loss-scale.ts';
import { closeSession, openSession } from './session.ts';
import { takeStep } from './take-step.ts';
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
