import { chooseSimd } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { toyRun } from '../testing/toy.ts';
import { stepTimer } from './step-timer.ts';
import { train } from './train.ts';

beforeAll(chooseSimd);

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
