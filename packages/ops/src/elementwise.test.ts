import '@tensorflow/tfjs-backend-cpu';
import {
  argMax,
  env,
  gather,
  grad,
  ones,
  ready,
  type Scalar,
  scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adamSteps,
  dropout,
  gru,
  IGNORED_TARGET,
  lstm,
  rnn,
  softmaxCrossEntropy,
  squaredNorms,
} from './index.ts';
import { counterRandom } from './internal.ts';
import { layerCase } from './testing/cases.ts';
import { expectClose, uniformTensor } from './testing/numbers.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
  await setBackend('cpu');
  await ready();
});

it('cross-entropy of equal logits is ln V, and the first of equals counts as the arg max', () => {
  const { losses, correct } = softmaxCrossEntropy(ones([2, 8]) as Tensor2D, tensor1d([0, 5], 'int32'));
  expectClose(losses, [Math.log(8), Math.log(8)], 1e-6);
  expect(Array.from(correct.dataSync())).toEqual([1, 0]);
});

it('cross-entropy leaves out a target of −1: loss, hit and gradient are 0, those of the others as without it', () => {
  const logits = uniformTensor<Tensor2D>([3, 7], 1, 4);
  const best = argMax(logits, 1).dataSync();
  const targets = tensor1d([best[0]!, IGNORED_TARGET, 2], 'int32');
  const { losses, correct } = softmaxCrossEntropy(logits, targets);
  const kept = softmaxCrossEntropy(
    gather(logits, tensor1d([0, 2], 'int32')),
    tensor1d([best[0]!, 2], 'int32'),
  );
  expect(losses.dataSync()[1]).toBeCloseTo(0, 12);
  expectClose(losses, [kept.losses.dataSync()[0]!, 0, kept.losses.dataSync()[1]!], 1e-6);
  expect(Array.from(correct.dataSync())).toEqual([1, 0, best[2] === 2 ? 1 : 0]);
  const gradient = grad((x: Tensor) => sum(softmaxCrossEntropy(x as Tensor2D, targets).losses) as Scalar)(
    logits,
  );
  const rows = Array.from({ length: 3 }, (_, n) => [...gradient.dataSync()].slice(7 * n, 7 * n + 7));
  expect(rows[1]!.every((value) => value === 0)).toBe(true);
  // softmax − one-hot: negative at the target alone.
  for (const [n, target] of [
    [0, best[0]!],
    [2, 2],
  ] as const)
    expect(rows[n]!.map((value) => value < 0)).toEqual(rows[n]!.map((_, v) => v === target));
});

it('dropout keeps the mean, drops the share, and uses the same mask in its gradient', () => {
  const x = ones([100, 100]);
  const y = dropout(x, 0.3, 12345).dataSync();
  const dropped = y.filter((value) => value === 0).length / y.length;
  expect(Math.abs(dropped - 0.3)).toBeLessThan(0.015); // 3 standard deviations of 10,000 draws
  expect(Math.max(...y)).toBeCloseTo(1 / 0.7, 6);
  const dx = grad((input: Tensor) => sum(dropout(input, 0.3, 12345)) as Scalar)(x);
  expect(Array.from(dx.dataSync())).toEqual(Array.from(y));
  expect(Array.from(dropout(x, 0.3, 12346).dataSync())).not.toEqual(Array.from(y));
});

it('dropout refuses a rate outside [0, 1)', () => {
  expect(() => dropout(ones([2]), 1, 0)).toThrow('expected `rate` in [0, 1), got 1');
});

it('squared norms of tensors of any shape', () => {
  const norms = squaredNorms([tensor1d([3, -4]), scalar(-5), zeros([0, 3]), ones([2, 2])]);
  expectClose(norms, [25, 25, 0, 4], 1e-7);
});

const hyper = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: 1 };

it('squared norms and Adam of nothing are nothing', () => {
  const norms = squaredNorms([]);
  expect([norms.shape, norms.dtype]).toEqual([[0], 'float32']);
  expect(adamSteps([], { ...hyper, gradientScales: [] })).toEqual([]);
});

it('Adam refuses tensors of one parameter that differ, and another number of scales or decays', () => {
  const x = tensor1d([4, -2]);
  const good = { parameter: x, gradient: x, firstMoment: x, secondMoment: x };
  const refuses = (bad: object, message: string, others = {}) =>
    expect(() =>
      adamSteps([good, { ...good, ...bad }], { ...hyper, gradientScales: [1, 1], ...others }),
    ).toThrow(expect.objectContaining({ code: 'OPS_SHAPE', message: expect.stringContaining(message) }));
  refuses({ gradient: tensor1d([1, 2, 3]) }, 'expected `gradient1` to be float32 [2], got float32 [3]');
  refuses({ secondMoment: tensor1d([1, 2], 'int32') }, 'float32 [2], got int32 [2]');
  refuses({}, 'for each of 2 parameters, got 1', { gradientScales: [1] });
  refuses({}, '`weightDecays` to hold a number for each of 2 parameters, got 1', { weightDecays: [0] });
});

// reliability: vocabulary
describe('ids', () => {
  const outside = [7, -1, 2 ** 31 - 1, -(2 ** 31)];

  it.each(['lstm', 'gru', 'rnn'] as const)('%s refuses a token outside the table', (cell) => {
    const { inputs } = layerCase(cell, 'tokens', { T: 3, B: 2, H: 4 });
    const given = inputs as Record<string, never>;
    const state = { hidden: given.initialHidden!, cell: given.initialCell! };
    for (const id of outside) {
      const tokens = tensor2d([0, 1, 2, 3, 6, id], [3, 2], 'int32');
      const source = { tokens, table: given.table! };
      expect(() => ({ lstm, gru, rnn })[cell](source, given as never, state)).toThrow(
        `${cell}: expected every id of \`tokens\` to be in [0, 7), got ${id} at [2, 1].`,
      );
    }
  });

  it('softmaxCrossEntropy refuses a target outside the vocabulary, and what are no integers', () => {
    for (const id of outside.map((value) => (value === IGNORED_TARGET ? value - 1 : value)))
      expect(() => softmaxCrossEntropy(zeros([3, 7]), tensor1d([0, id, 6], 'int32'))).toThrow(
        `softmaxCrossEntropy: expected every id of \`targets\` to be in [0, 7) or -1, which is ignored, got ${id} at [1].`,
      );
    expect(() => softmaxCrossEntropy(zeros([1, 7]), tensor1d([Number.NaN]))).toThrow(
      'softmaxCrossEntropy: expected `targets` to be int32 [1], got float32 [1].',
    );
  });
});

describe('counterRandom', () => {
  it('is uniform over 16 cells and free of lag-one correlation', () => {
    const n = 65_536;
    const words = Array.from({ length: n }, (_, i) => counterRandom(i, 7));
    const cells = new Array<number>(16).fill(0);
    for (const word of words) cells[word >>> 28]! += 1;
    const chiSquare = cells.reduce((total, count) => total + (count - n / 16) ** 2 / (n / 16), 0);
    expect(chiSquare).toBeLessThan(37.7); // the 0.999 quantile for 15 degrees of freedom
    const centered = words.map((word) => word / 2 ** 32 - 0.5);
    const correlation = centered.slice(1).reduce((total, x, i) => total + x * centered[i]!, 0) / (n / 12);
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n));
  });
});
