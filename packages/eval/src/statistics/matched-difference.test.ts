import { expect, it } from 'vitest';
import { type MatchedCase, matchedDifference } from './matched-difference.ts';

/** `a.py 1+` is a case of a.py in stratum 1 with the factor. */
const casesOf = (values: Readonly<Record<string, readonly number[]>>): MatchedCase[] =>
  Object.entries(values).flatMap(([key, all]) => {
    const [document, stratum] = key.split(' ') as [string, string];
    return all.map((value) => ({ document, stratum: stratum[0]!, isWith: stratum[1] === '+', value }));
  });

it('weighs strata by n₁n₀ / (n₁ + n₀), and counts only what has something to be compared with', () => {
  const cases = casesOf({
    ...{ 'a.py 1+': [0, 0], 'b.py 1+': [1], 'a.py 1-': [1], 'b.py 1-': [1, 1] },
    ...{ 'a.py 2+': [0], 'b.py 2-': [1], 'a.py 3+': [1, 1, 1] },
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
