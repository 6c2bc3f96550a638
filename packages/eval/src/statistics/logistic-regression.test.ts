import { RandomStream } from '@longrange/code';
import { expect, it } from 'vitest';
import { fitLogistic, logisticMargins } from './logistic-regression.ts';

it('gives the log odds of a table of two by two', () => {
  // Of 10 with the feature 8 are 1, of 30 without it 6: log(8/2) and log(6/24), and the difference is the weight.
  const features = Float32Array.from({ length: 40 }, (_, row) => (row < 10 ? 1 : 0));
  const labels = Array.from({ length: 40 }, (_, row) => (row < 8 || (row >= 10 && row < 16) ? 1 : 0));
  const [weight, bias] = fitLogistic(features, labels, { l2: 0 });
  expect(bias).toBeCloseTo(Math.log(6 / 24), 2);
  expect(weight! + bias!).toBeCloseTo(Math.log(8 / 2), 2);
});

it('finds the one place where the gradient is zero', () => {
  const random = new RandomStream(4);
  const [rows, width] = [300, 12];
  const features = Float32Array.from({ length: rows * width }, () => random.nextFloat() * 4 - 2);
  const labels = Array.from({ length: rows }, (_, row) =>
    features[row * width]! - 2 * features[row * width + 3]! + random.nextFloat() > 0.5 ? 1 : 0,
  );
  const l2 = 0.01;
  const weights = fitLogistic(features, labels, { l2, iterations: 200 });
  const margins = logisticMargins(features, weights);
  for (let feature = 0; feature <= width; feature++) {
    let slope = feature < width ? l2 * weights[feature]! : 0;
    for (let row = 0; row < rows; row++) {
      const excess = 1 / (1 + Math.exp(-margins[row]!)) - labels[row]!;
      slope += (excess * (feature < width ? features[row * width + feature]! : 1)) / rows;
    }
    expect(Math.abs(slope)).toBeLessThan(2e-4);
  }
});

it('stays finite where the labels can be told without an error, and where all are alike', () => {
  const features = Float32Array.from({ length: 20 }, (_, row) => row - 9.5);
  for (const labels of [Array.from(features, (x) => (x > 0 ? 1 : 0)), Array(20).fill(1)])
    expect(fitLogistic(features, labels, { l2: 0.01 }).every(Number.isFinite)).toBe(true);
});
