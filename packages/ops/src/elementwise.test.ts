import '@tensorflow/tfjs-backend-cpu';
import {
  argMax,
  env,
  gather,
  grad,
  ones,
  onesLike,
  ready,
  type Scalar,
  scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { counterRandom } from './backend.ts';
import { adamSteps, dropout, IGNORED_TARGET, softmaxCrossEntropy, squaredNorms } from './index.ts';
import { describeIdChecks, expectClose, uniformTensor } from './testing/index.ts';

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

const hyper = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: 1 };

/** A parameter of ones at the first step. */
function start(gradient: Tensor) {
  return {
    ...{ parameter: onesLike(gradient), gradient },
    ...{ firstMoment: zerosLike(gradient), secondMoment: zerosLike(gradient) },
  };
}

it('squared norms and Adam give the numbers worked out by hand', () => {
  const norms = squaredNorms([tensor1d([3, -4]), scalar(-5), zeros([0, 3]), ones([2, 2])]);
  expect(norms.shape).toEqual([4]);
  expectClose(norms, [25, 25, 0, 4], 1e-7);
  const [first, second, none] = adamSteps(
    [start(tensor1d([4, -2])), start(scalar(-8)), start(zeros([0, 3]))],
    { ...hyper, gradientScales: [0.5, 0.25, 1] },
  );
  // The first step of Adam has the size of the learning rate, whatever the gradient.
  expectClose(first!.parameter, [0.9, 1.1], 1e-5);
  expectClose(first!.firstMoment, [0.2, -0.1], 1e-6);
  expectClose(first!.secondMoment, [0.004, 0.001], 1e-6);
  expectClose(second!.parameter, [1.1], 1e-5);
  expectClose(second!.firstMoment, [-0.2], 1e-6);
  expectClose(second!.secondMoment, [0.004], 1e-6);
  expect([second!.parameter.shape, none!.parameter.shape]).toEqual([[], [0, 3]]);
});

it('Adam takes a share off what a step brings nearer to zero, of the parameters that decay', () => {
  const [first, second] = adamSteps([start(tensor1d([4, -2])), start(tensor1d([4, -2]))], {
    ...hyper,
    gradientScales: [1, 1],
    weightDecays: [0.5, 0],
  });
  // Of 1 a step of 0.1, and where it goes down 0.1 · 0.5 more.
  expectClose(first!.parameter, [0.85, 1.1], 1e-5);
  expectClose(second!.parameter, [0.9, 1.1], 1e-5);
  expect(() =>
    adamSteps([start(scalar(1))], { ...hyper, gradientScales: [1], weightDecays: [0.5, 0] }),
  ).toThrow('`weightDecays` to hold a number for each of 1 parameters, got 2');
});

it('squared norms and Adam of nothing are nothing', () => {
  const norms = squaredNorms([]);
  expect([norms.shape, norms.dtype]).toEqual([[0], 'float32']);
  expect(adamSteps([], { ...hyper, gradientScales: [] })).toEqual([]);
});

it('Adam refuses tensors of one parameter that differ, and another number of scales', () => {
  const good = start(tensor1d([4, -2]));
  const refuses = (bad: object, message: string, gradientScales = [1, 1]) =>
    expect(() => adamSteps([good, { ...good, ...bad }], { ...hyper, gradientScales })).toThrow(
      expect.objectContaining({ code: 'OPS_SHAPE', message: expect.stringContaining(message) }),
    );
  refuses({ gradient: tensor1d([1, 2, 3]) }, 'expected `gradient1` to be float32 [2], got float32 [3]');
  refuses({ secondMoment: tensor1d([1, 2], 'int32') }, 'float32 [2], got int32 [2]');
  refuses({}, 'for each of 2 parameters, got 1', [1]);
});

describeIdChecks();

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
