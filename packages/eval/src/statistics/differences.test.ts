import { expect, it } from 'vitest';
import { crossedDifference, groupInterval, nestedDifference } from './crossed-difference.ts';
import { type MatchedCase, matchedDifference } from './matched-difference.ts';
import { studentCritical, studentTwoSided } from './student-t.ts';

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

/** `a.py 1+` is a case of a.py in stratum 1 with the factor. */
const casesOf = (values: Readonly<Record<string, readonly number[]>>): MatchedCase[] =>
  Object.entries(values).flatMap(([key, all]) => {
    const [document, stratum] = key.split(' ') as [string, string];
    return all.map((value) => ({ document, stratum: stratum[0]!, isWith: stratum[1] === '+', value }));
  });

it('weighs strata by n₁n₀ / (n₁ + n₀), and counts only what has something to be compared with', () => {
  const cases = casesOf({
    'a.py 1+': [0, 0],
    'b.py 1+': [1],
    'a.py 1-': [1],
    'b.py 1-': [1, 1],
    'a.py 2+': [0],
    'b.py 2-': [1],
    'a.py 3+': [1, 1, 1],
  });
  // Stratum 1: 1/3 − 1, weight 9/6; stratum 2: −1, weight 1/2.
  expect(matchedDifference(cases)).toMatchObject({ value: -0.75, with: 4, without: 4 });
  expect(matchedDifference(casesOf({ 'a.py 1+': [1], 'b.py 2-': [0] }))).toBeNull();
});

it('has the interval of pseudo-values over documents, and none where one document has all that can be compared', () => {
  const rises = [0.1, 0.2, 0.3, 0.4, 0.5];
  const apart = rises.flatMap((rise, index) =>
    casesOf({ [`${index}.py ${index}+`]: [rise], [`${index}.py ${index}-`]: [0] }),
  );
  const { value, low, high } = matchedDifference(apart)!;
  // Mean of five differences; Student's t with four degrees of freedom is 2.776, their standard deviation √0.025.
  expect(value).toBeCloseTo(0.3, 9);
  expect(high! - value).toBeCloseTo(2.776 * Math.sqrt(0.025 / 5), 3);
  expect(value - low!).toBeCloseTo(high! - value, 9);
  const one = casesOf({ 'a.py 1+': [1], 'a.py 1-': [0], 'b.py 1+': [1] });
  expect(matchedDifference(one)).toMatchObject({ value: 1, low: null, high: null });
});

// NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, column 0.975.
it.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [9, 2.262],
  [30, 2.042],
  [100, 1.984],
])('has the tabled critical value for %i degrees of freedom', (degrees, critical) => {
  expect(studentCritical(degrees)).toBeCloseTo(critical, 3);
});

it('has closed forms for one and two degrees of freedom', () => {
  for (const t of [0.1, 1, 3, 50]) {
    expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 10);
    expect(studentTwoSided(-t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 10);
  }
  expect(studentTwoSided(0, 5)).toBe(1);
});
