import { expect, it } from 'vitest';
import { crossedDifference, groupInterval, nestedDifference } from './crossed-difference.ts';

// Extra hours of sleep under two drugs: Student (1908), Biometrika 6, 1–25, as R's data set `sleep`, whose help page
// (`?t.test`) works it out.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
const networks = (values: readonly number[]) => values.map((numerator) => [{ numerator, denominator: 1 }]);

it('is Welch’s difference of seeds where every network has documents of its own', () => {
  const { difference, low, high, pValue } = nestedDifference(networks(first), networks(second));
  expect(difference).toBeCloseTo(-1.58, 10);
  expect(low).toBeCloseTo(-3.3654832, 7);
  expect(high).toBeCloseTo(0.2054832, 7);
  expect(pValue).toBeCloseTo(0.07939, 5);
});

/** Of each seed the bits of four documents of one size. */
const seeds = (...rows: readonly (readonly number[])[]) =>
  rows.map((row) => row.map((bits) => ({ numerator: 10 * bits, denominator: 10 })));

it('adds the variance over documents and that over seeds', () => {
  const a = seeds([1, 2, 3, 4], [1.2, 2.2, 3.2, 4.2]);
  const b = seeds([1, 2.2, 3, 4.2], [1, 2.2, 3, 4.2]);
  const { difference, low, high } = crossedDifference(a, b);
  // Differences of the means: 0.1, −0.1, 0.1, −0.1; over documents Σd²/(3 · 4) = 0.04/12. Seeds: 0.2²/2/2 = 0.01, and 0.
  expect(difference).toBeCloseTo(0, 12);
  const variance = 0.04 / 12 + 0.01;
  // Degrees of freedom 3 and 1: (v₁ + v₂)² / (v₁²/3 + v₂²/1) = 1.714; t is 5.10 there.
  expect((high - low) / 2 / Math.sqrt(variance)).toBeGreaterThan(4.303);
  expect((high - low) / 2 / Math.sqrt(variance)).toBeLessThan(12.706);
});

it('gives a share Wilson’s interval, and two seeds none', () => {
  // Effective size 0.25 / 0.01 = 25, t = 4.303: 4.303 √(0.01 + 18.51/2500) / (1 + 18.51/25) = 0.3262.
  const { low, high } = groupInterval(0.5, [{ variance: 0.01, degrees: 2 }], true);
  expect([low, high]).toEqual([expect.closeTo(0.1738, 3), expect.closeTo(0.8262, 3)]);
  expect(groupInterval(0.5, [{ variance: 0.01, degrees: 1 }])).toEqual({ low: null, high: null });
});
