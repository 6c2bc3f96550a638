import { expect, it } from 'vitest';
import { bootstrapRatio, median, quantile } from './bootstrap.ts';

// Survival times of the mouse data's treatment group, Efron & Tibshirani (1993), table 2.1: mean 86.86, and
// and table 2.2: the bootstrap's standard error of the mean tends to 23.36.
const mice = [94, 197, 16, 38, 99, 141, 23];

it('finds the published mean and a percentile interval of about the published width', () => {
  const parts = mice.map((numerator) => ({ numerator, denominator: 1 }));
  const { estimate, low, high } = bootstrapRatio(parts, { seed: 1, resamples: 5000 });
  expect(estimate).toBeCloseTo(86.86, 2);
  const standardError = (high! - low!) / (2 * 1.96);
  expect(standardError).toBeGreaterThan(21);
  expect(standardError).toBeLessThan(25.5);
});

it('is the same for the same seed and another for another', () => {
  const parts = mice.map((numerator, index) => ({ numerator, denominator: index + 1 }));
  expect(bootstrapRatio(parts, { seed: 7 })).toEqual(bootstrapRatio(parts, { seed: 7 }));
  expect(bootstrapRatio(parts, { seed: 7 })).not.toEqual(bootstrapRatio(parts, { seed: 8 }));
});

it('weighs documents by their size', () => {
  const parts = [
    { numerator: 10, denominator: 10 },
    { numerator: 0, denominator: 30 },
  ];
  expect(bootstrapRatio(parts, { seed: 1 })).toMatchObject({ estimate: 0.25, low: 0, high: 1 });
});

it('gives a single document no interval: it would be a point', () => {
  expect(bootstrapRatio([{ numerator: 3, denominator: 4 }], { seed: 1 })).toEqual({
    estimate: 0.75,
    low: null,
    high: null,
  });
});

it('interpolates quantiles', () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1])).toBe(2.5);
  expect(median([])).toBeNull();
});
