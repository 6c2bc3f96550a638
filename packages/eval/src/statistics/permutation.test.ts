import { expect, it } from 'vitest';
import { permutationTest } from './permutation.ts';

const documents = (values: readonly number[]) => values.map((numerator) => ({ numerator, denominator: 1 }));

// The mouse data of Efron & Tibshirani (1993), table 2.1.
const treatment = documents([94, 197, 16, 38, 99, 141, 23]);
const control = documents([52, 104, 146, 10, 51, 30, 40, 27, 46]);

it('gives the published level of the mice: 0.132 of 1,000 one-sided permutations (their figure 15.1)', () => {
  const twoSided = permutationTest(treatment, control, { seed: 1 });
  // Its standard error is √(0.132 · 0.868 / 1,000) = 0.0107. The two tails are about equal.
  expect(Math.abs(twoSided / 2 - 0.132)).toBeLessThan(2 * 0.0107);
  expect(permutationTest(control, treatment, { seed: 1 })).toBeCloseTo(twoSided, 1);
});

it('counts what can be counted: two against two', () => {
  // Of the 6 deals of 1, 2, 8, 9 two are as far apart as {1, 2} and {8, 9}.
  const p = permutationTest(documents([1, 2]), documents([8, 9]), { seed: 3 });
  expect(p).toBeCloseTo(1 / 3, 1);
});

it('is the same for the same seed, and 1 where nothing differs', () => {
  const again = () => permutationTest(treatment, control, { seed: 9, resamples: 199 });
  expect(again()).toBe(again());
  expect(permutationTest(documents([3, 3]), documents([3, 3, 3]), { seed: 1 })).toBe(1);
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  'refuses to draw %s times',
  (resamples) => {
    expect(() => permutationTest(treatment, control, { seed: 1, resamples })).toThrow(
      `Expected \`resamples\` to be a whole number from 1 to 10000000, got ${resamples} (number).`,
    );
  },
);
