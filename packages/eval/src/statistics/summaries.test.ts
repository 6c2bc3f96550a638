import { describe, expect, it } from 'vitest';
import { clusteredRatio } from './ratio.ts';
import { areaUnderRoc, meanOverDocuments, median, quantile, spreadOf } from './summaries.ts';

const values = [
  { document: 'a', value: 1, distance: 1 },
  { document: 'a', value: 3, distance: 5 },
  { document: 'b', value: 8, distance: 6 },
];

it('weighs every value the same, and has an interval over documents', () => {
  const parts = [
    { numerator: 4, denominator: 2 },
    { numerator: 8, denominator: 1 },
  ];
  const { low, high } = clusteredRatio(parts);
  expect(meanOverDocuments(values)).toEqual({ value: 4, low, high });
});

it('interpolates', () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1])).toBe(2.5);
  expect(median([])).toBeNull();
});

// Extra hours of sleep under two drugs: Student (1908), Biometrika 6, 1–25, as R's data set `sleep`, whose help page
// (`?t.test`) works it out.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('spreadOf', () => {
  it("gives the published interval of Student's paired differences", () => {
    const spread = spreadOf(first.map((value, index) => value - second[index]!))!;
    expect(spread.mean).toBeCloseTo(-1.58, 10);
    expect(spread.standardDeviation).toBeCloseTo(1.229995, 6);
    expect(spread.low).toBeCloseTo(-2.4598858, 7);
    expect(spread.high).toBeCloseTo(-0.7001142, 7);
    expect(spread).toMatchObject({ runs: 10, max: 0 });
    expect(spread.min).toBeCloseTo(-4.6, 10);
  });
});

it('counts the pairs that are in order, ties by half', () => {
  // Positives 3, 4; negatives 1, 2, 3: of six pairs five in order and one tie.
  expect(areaUnderRoc([0, 0, 1, 1], [1, 1, 1, 0])).toBeCloseTo(5.5 / 6, 12);
});

it('equals the published area', () => {
  // Hanley & McNeil (1982), table I: ratings of 51 abnormal and 58 normal CT images, area 0.893.
  expect(areaUnderRoc([3, 2, 2, 11, 33], [33, 6, 6, 11, 2])).toBeCloseTo(0.893, 3);
});
