import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chooseSimd } from '@longrange/backend-simd/testing';
import type { LongrangeError } from '@longrange/errors';
import { fill, memory, tensor1d, type Variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { readMetrics } from '../run/metrics-log.ts';
import { atStep, type ToySetting, toyRun, toyText } from '../testing/toy.ts';
import { excessAfter } from './divergence.ts';
import type { TrainOptions } from './session.ts';
import { train } from './train.ts';

const STEP = 32;
/** `.ci/run` tries all, the default suite some. */
const isWhole = process.env.LONGRANGE_WHOLE === '1';

beforeAll(chooseSimd);

/** A run at a constant rate that is saved and validated often. */
function run({ model = {}, training = {}, text = toyText(6000) }: ToySetting, steps: number) {
  const often = { schedule: 'constant', checkpointEverySteps: 10, validationEverySteps: 30 };
  return toyRun({ text, model, training: { ...often, maxCharacters: steps * STEP, ...training } });
}

const failureOf = (options: TrainOptions) => train(options).catch((error: unknown) => error);
const parameter = ({ model }: TrainOptions, name: string): Variable => model.parameters.get(name)!;

/** Trains with something happening at a step. */
const trainWith = (options: TrainOptions, step: number, happens: () => void) =>
  failureOf({ ...options, onEvent: atStep(step, happens) });

/** 0 and 1 by a xorshift: there is nothing to learn in it. */
function randomBits(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 1;
  }).join('');
}

it('adds up what is above 1.2 times chance, by one at most for a step, and takes off what is below', () => {
  const after = (losses: readonly number[]): number =>
    losses.reduce((excess, loss) => excessAfter(excess, loss, 2), 0);
  expect(after(Array(1000).fill(2.6))).toBeCloseTo(100, 6);
  expect(after([1e9, 1e9, 1e9])).toBe(3);
  expect(after([1e9, 1e9, 0.1, 0.1])).toBe(0);
});

// reliability: divergence
describe('a run that diverges', () => {
  it.each<[string, ToySetting, number]>([
    ['LSTM, not clipped', { model: { units: 32, layers: 1 }, training: { clip: { kind: 'none' } } }, 10],
    ['RNN', { model: { network: 'rnn', units: 32 } }, 3],
  ])('ends with its step, the likely cause and no checkpoint: %s', async (_, setting, learningRate) => {
    const options = await run({ ...setting, training: { ...setting.training, learningRate } }, 600);
    const before = memory().numTensors;
    const clipping = options.config.clip.kind === 'none' ? 'clip the gradients' : 'lower clip.norm';
    const failure = (await failureOf(options)) as LongrangeError;
    expect(failure).toMatchObject({ code: 'LOSS_DIVERGED', exitCode: 1 });
    expect(failure.message).toMatch(
      /^Expected the loss .* \(3\.43 nats .* got \d+\.\d\d at step \d{3}, long after/,
    );
    for (const part of [
      `lower learningRate (${learningRate}), ${clipping}`,
      'last good checkpoint: none yet.',
    ])
      expect(failure.hint).toContain(part);
    expect(await readdir(join(options.runFolder, 'checkpoints'))).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });

  it('leaves the last checkpoint and the best one from before', async () => {
    const setting = { model: { layers: 1 }, training: { learningRate: 0.01 } };
    const options = await run(setting, 400);
    const bias = parameter(options, 'dense/bias');
    const failure = await trainWith(options, 64, () => {
      bias.assign(tensor1d(Array.from({ length: bias.size }, (_, id) => (id === 0 ? 1e4 : 0))));
    });
    expect(failure).toMatchObject({
      code: 'LOSS_DIVERGED',
      message: expect.stringContaining(' at step 164, '),
      hint: expect.stringMatching(/last good checkpoint: .*step-000060\.$/),
    });
    const runs = dirname(options.runFolder);
    expect(await findCheckpoint(runs, 'latest')).toMatchObject({ step: 60 });
    expect(await findCheckpoint(runs, 'best')).toMatchObject({ step: 60 });
    const best = (await readMetrics(options.runFolder)).flatMap((line) =>
      line.type === 'validation' && line.best ? [line.step] : [],
    );
    expect(best).toEqual([30, 60]);
  });

  it('in its last steps says so, too', async () => {
    const options = await run({ model: { units: 64, layers: 1 }, training: { learningRate: 10 } }, 20);
    expect(((await failureOf(options)) as Error).message).toMatch(
      /^Expected the validation loss to come below .*, got \d+\.\d\d in the end, at step 20: training has diverged/,
    );
  });

  it.each([
    ['weights', { 'embedding/embeddings': Number.NaN }, 'embedding/embeddings'],
    // Open gates, so that each of 8 units adds about 3e38.
    ['logits', { 'lstm_1/bias': 10, 'dense/kernel': 3e38 }, 'the logits'],
  ])('is not saved with %s that are not finite', async (_, values, broken) => {
    const options = await run({}, 40);
    const failure = await trainWith(options, 20, () => {
      for (const [name, value] of Object.entries(values)) {
        const changed = parameter(options, name);
        changed.assign(fill(changed.shape, value));
      }
    });
    expect(failure).toMatchObject({
      code: 'LOSS_DIVERGED',
      message: expect.stringContaining(`finite weights and logits after step 20, got others in ${broken}: `),
      hint: expect.stringMatching(/step-000010\.$/),
      exitCode: 1,
    });
    expect((await findCheckpoint(dirname(options.runFolder), 'latest')).step).toBe(10);
  });
});

describe('a run that does not diverge', () => {
  const runs: [string, ToySetting][] = [
    ['a rate a hundred times the default', { training: { learningRate: 0.3 } }],
    [
      'an RNN that needs 300 steps to come below chance',
      { model: { network: 'rnn', units: 32 }, training: { learningRate: 0.1 } },
    ],
    ['a rate of almost nothing', { training: { learningRate: 1e-30 } }],
    [
      'two characters, nothing to learn',
      { text: randomBits(6000), model: { layers: 1 }, training: { learningRate: 0.03 } },
    ],
    [
      'two characters, learned by heart',
      { text: randomBits(400), model: { units: 32 }, training: { learningRate: 0.03 } },
    ],
    ['one character', { text: 'a'.repeat(3000) }],
  ];
  it.each(isWhole ? runs : [runs[1]!])('goes on to its end: %s', async (_, setting) => {
    const rarely = { ...setting.training, checkpointEverySteps: 0, validationEverySteps: 200 };
    const options = await run({ ...setting, training: rarely }, 400);
    const outcome = await train(options);
    expect(outcome.kind).toBe('completed');
    // A little more where the ends of a short text are padded.
    expect(outcome.step).toBeGreaterThanOrEqual(400);
  });
});
