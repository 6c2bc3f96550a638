import { describe, expect, it } from 'vitest';
import { dominantDocument, holm, pairedDifference, permutationTest } from './permutation.ts';

// Darwin's Zea mays, heights of cross- minus self-fertilized plants in eighths of an inch: Fisher (1935),
// "The Design of Experiments", sections 17 and 21.
const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
const documents = (values: readonly number[]) => values.map((numerator) => ({ numerator, denominator: 1 }));

describe('pairedDifference', () => {
  it("gives Fisher's exact probability for Darwin's plants: 1,726 of 32,768 assignments of signs", () => {
    const result = pairedDifference(documents(darwin), { seed: 1 });
    expect(result).toMatchObject({ exact: true, documents: 15, pValue: 1726 / 32_768 });
    expect(result.pValue).toBeCloseTo(0.0527, 4);
    expect(result.difference).toBeCloseTo(20.933, 3);
  });

  it("says the same as the test in its interval: Darwin's just takes in 0", () => {
    const { low, high } = pairedDifference(documents(darwin), { seed: 1 }).interval!;
    // Fisher's t gives 0.03 to 41.8.
    expect([low > -1 && low <= 0, high > 40 && high < 42.5]).toEqual([true, true]);
    const shifted = (by: number) =>
      pairedDifference(documents(darwin.map((value) => value - by)), { seed: 1 }).pValue;
    expect(shifted(low - 0.01)).toBeLessThanOrEqual(0.05);
    expect(shifted(low + 0.01)).toBeGreaterThan(0.05);
    expect(shifted(high - 0.01)).toBeGreaterThan(0.05);
    expect(shifted(high + 0.01)).toBeLessThanOrEqual(0.05);
  });

  it('draws where there are more documents: one without a difference changes nothing', () => {
    const more = documents([...darwin, 0]);
    const result = pairedDifference(more, { seed: 1 });
    expect(result).toMatchObject({ exact: false, documents: 16 });
    // Twice the standard error of a share of 0.0263 in 9,999, times three.
    expect(Math.abs(result.pValue - 1726 / 32_768)).toBeLessThan(3 * 0.0032);
    expect(result).toEqual(pairedDifference(more, { seed: 1 }));
    expect(result.pValue).not.toBe(pairedDifference(more, { seed: 2 }).pValue);
  });

  it('has no interval below six documents; with six it reaches from the least to the largest', () => {
    const five = pairedDifference(documents([1, 2, 3, 4, 5]), { seed: 1 });
    expect(five).toMatchObject({ interval: null, pValue: 2 / 32 });
    const six = pairedDifference(documents([1, 2, 3, 4, 5, 6]), { seed: 1 });
    expect(six).toMatchObject({ difference: 3.5, interval: { low: 1, high: 6 }, pValue: 2 / 64 });
  });

  it('says what docs/metrics.md says of its example', () => {
    const example = [0.05, 0.03, 0.04, -0.01, 0.06, 0.02, 0.03, 0.02];
    const { difference, interval, pValue } = pairedDifference(documents(example), { seed: 1 });
    expect(pValue).toBe(4 / 256);
    const said = [difference, interval!.low, interval!.high].map((value) => value.toFixed(3));
    expect(said).toEqual(['0.030', '0.010', '0.047']);
  });

  it('weighs documents, leaves out empty ones, and finds nothing between equals', () => {
    const weighted = [
      { numerator: 10, denominator: 10 },
      { numerator: 0, denominator: 30 },
      { numerator: 0, denominator: 0 },
    ];
    expect(pairedDifference(weighted, { seed: 1 })).toMatchObject({ difference: 0.25, documents: 2 });
    const equal = pairedDifference(documents([0, 0, 0, 0, 0, 0]), { seed: 1 });
    expect(equal).toMatchObject({ interval: { low: 0, high: 0 }, pValue: 1 });
  });
});

// The mouse data of Efron & Tibshirani (1993), table 2.1.
const treatment = documents([94, 197, 16, 38, 99, 141, 23]);
const control = documents([52, 104, 146, 10, 51, 30, 40, 27, 46]);

it('gives the published level of the mice: 0.132 of 1,000 one-sided permutations (their figure 15.1)', () => {
  const twoSided = permutationTest(treatment, control, { seed: 1 });
  // Its standard error is √(0.132 · 0.868 / 1,000) = 0.0107. The two tails are about equal.
  expect(Math.abs(twoSided / 2 - 0.132)).toBeLessThan(2 * 0.0107);
  expect(permutationTest(control, treatment, { seed: 1 })).toBeCloseTo(twoSided, 1);
});

const departures = (differences: readonly number[], weights: readonly number[] = []) =>
  differences.map((numerator, index) => ({
    document: `${index}.py`,
    numerator,
    denominator: weights[index] ?? 1,
  }));

it('names the document that makes more than a quarter of the squared departures', () => {
  // The mean is 2; the departures are −1, −1, −1, −1 and 4: 16 of 20, of the share of the variance that documents make.
  expect(dominantDocument(departures([1, 1, 1, 1, 6]))).toEqual({ document: '4.py', share: 0.8 });
  expect(dominantDocument(departures([1, 1, 1, 1, 6]), 0.5)).toEqual({ document: '4.py', share: 0.4 });
  expect(dominantDocument(departures([1, 1, 1, 1, 6]), 0.3)).toBeNull();
  // A long one departs by more: the ratio is 24 / 15 = 1.6; the departures 0.4, 2.4, …, −8.8: 77.44 of 100.8.
  const long = dominantDocument(departures([2, 4, 2, 4, 2, 4, 2, 4], [1, 1, 1, 1, 1, 1, 1, 8]));
  const share = expect.closeTo(77.44 / (4 * 0.16 + 3 * 5.76 + 77.44), 12);
  expect(long).toEqual({ document: '7.py', share });
  // Of four that depart by 1 each makes a quarter, which is not more than that; others differ by rounding only.
  for (const none of [[1, 3, 1, 3], [0.1 + 0.2, 0.3, 0.3, 0.3], [5], []])
    expect(dominantDocument(departures(none))).toBeNull();
});

it('gives the worked example of the encyclopedia: of four, those of 0.005 and 0.01 are rejected at 5 %', () => {
  // https://en.wikipedia.org/wiki/Holm–Bonferroni_method, "Example".
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  const published = [0.03, 0.06, 0.06, 0.02];
  for (const [index, value] of published.entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
});
