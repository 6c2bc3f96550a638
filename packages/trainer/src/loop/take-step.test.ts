import { chooseSimd } from '@longrange/backend-simd/testing';
import { fill, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { toyRun } from '../testing/toy.ts';
import { beginLearning, endLearning, initialLossScale, makeBatcher } from './learning.ts';
import { closeSession, openSession } from './session.ts';
import { stepTimer } from './step-timer.ts';
import { clipScales, dropoutSeed, takeStep } from './take-step.ts';
import { train } from './train.ts';

beforeAll(chooseSimd);

const STEPS = 12;
const training = { maxCharacters: STEPS * 32 };

it('in memory alone comes to the weights of a run, and blames no checkpoint where none is kept', async () => {
  const [kept, { model, config, corpusData }] = [await toyRun({ training }), await toyRun({ training })];
  await train(kept);
  const learning = beginLearning({
    model,
    config,
    batcher: makeBatcher(corpusData.train, { model, config }),
  });
  while (learning.progress.step < learning.totalSteps!) await takeStep(learning);
  expect(await model.values()).toEqual(await kept.model.values());
  model.parameters.get('dense/bias')!.assign(fill([model.config.vocabulary.length], Number.NaN));
  const hint = expect.stringMatching(/lengthen warmupSteps \(\d+\)\.$/);
  await expect(takeStep(learning)).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE', hint });
  endLearning(learning);
});

describe('a scaled loss', () => {
  // Powers of two: with and without them the same bits come out.
  it('trains to the same weights', async () => {
    const [plain, scaled] = [await toyRun({ training }), await toyRun({ training })];
    await train(plain);
    const outcome = await train({ ...scaled, scalesLoss: true });
    const { state } = await readCheckpoint(outcome.checkpoint.folder);
    expect(state.progress.lossScale).toEqual({ ...initialLossScale, stepsSinceChange: STEPS });
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
    session.progress = {
      ...session.progress,
      lossScale: { ...session.progress.lossScale!, stepsSinceChange: 1999 },
    };
    await takeStep(session);
    expect(session.progress.lossScale).toEqual({ scale: 2048, stepsSinceChange: 0, skippedSteps: 1 });
    await closeSession(session);
  });
});

// Gradients [3, 4] and [0, 12]: norms 5 and 12, together 13.
const squaredNorms = [25, 144];

it.each([
  ['global', 1, [1 / 13, 1 / 13]],
  ['global', 6.5, [0.5, 0.5]],
  ['global', 13, [1, 1]],
  ['perTensor', 1, [1 / 5, 1 / 12]],
  ['perTensor', 6, [1, 0.5]],
  ['none', 1, [1, 1]],
] as const)('clips %s to a norm of %d by %o', (kind, norm, scales) => {
  expect(clipScales({ kind, norm }, squaredNorms)).toEqual(scales);
});

it('gives dropout the seeds that it always had, or resumed runs would differ', () => {
  const seeds = [dropoutSeed(1, 1, 0), dropoutSeed(1, 2, 0), dropoutSeed(2, 1, 7)];
  expect(seeds).toEqual([529275512, 236991665, 3005734915]);
});

it('times steps that change nothing of a training after them, and keeps nothing', async () => {
  const training = { maxCharacters: 128, microBatchSize: 1, gradientLength: 4 };
  const [plain, timed] = [await toyRun({ training }), await toyRun({ training })];
  const before = memory().numTensors;
  const timer = stepTimer(timed.model.config, timed.config, timed.corpusData.train);
  for (let step = 0; step < 3; step++) expect(await timer.step()).toBeGreaterThan(0);
  timer.dispose();
  expect(memory().numTensors).toBe(before);
  await train(plain);
  await train(timed);
  expect(await timed.model.values()).toEqual(await plain.model.values());
});
