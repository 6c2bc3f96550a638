import { describe, expect, it } from 'vitest';
import {
  clusteredProportion,
  designEffect,
  documentApart,
  proportion,
  proportionDifference,
  shareInterval,
  wilsonInterval,
} from './clusters.ts';
import { jackknife } from './jackknife.ts';
import { clusteredRatio } from './ratio.ts';
import { studentCritical } from './student-t.ts';
import { areaUnderRoc, meanOverDocuments, median, quantile, spreadOf } from './summaries.ts';

// Pups alive at 21 days of those alive at 4, by litter: Weil (1970), as in table 1 of Rao & Scott (1992).
const litters = (text: string) =>
  text.split(' ').map((litter) => {
    const [numerator, denominator] = litter.split('/').map(Number) as [number, number];
    return { numerator, denominator };
  });
const control = litters('13/13 12/12 9/9 9/9 8/8 8/8 12/13 11/12 9/10 9/10 8/9 11/13 4/5 5/7 7/10 7/10');
const treated = litters('12/12 11/11 10/10 9/9 10/11 9/10 9/10 8/9 8/9 4/5 7/9 4/7 5/10 3/6 3/10 0/7');

it('has the published design effects of the litters, and 1 where documents are alike, where all hold, and for one', () => {
  expect(designEffect(control)).toBeCloseTo(1.232495, 6);
  expect(designEffect(treated)).toBeCloseTo(3.952861, 6);
  for (const same of ['5/10 5/10 5/10', '10/10 9/9', '5/10']) expect(designEffect(litters(same))).toBe(1);
});

it('is Wilson’s interval of the effective sample size, with Student’s t', () => {
  const share = clusteredProportion(treated);
  expect(share).toMatchObject({ held: 112, n: 145, documents: 16 });
  // The variance is unbiased, and litters differ in size: a little more than Rao & Scott's, with fewer than 15 degrees of freedom.
  expect(share.designEffect).toBeCloseTo(3.98, 2);
  const { low, high } = wilsonInterval(112 / 145, 145 / share.designEffect, studentCritical(13.5));
  expect(share.low).toBeCloseTo(low, 2);
  expect(share.high).toBeCloseTo(high, 2);
});

it('is Wilson’s own where no document has more than one observation, and says nothing of two documents or none', () => {
  expect(clusteredProportion(litters('1/1 0/1 1/1 0/0'))).toEqual(proportion(2, 3));
  expect(clusteredProportion(litters('9/10 2/4 0/0'))).toMatchObject({ documents: 2, low: 0, high: 1 });
  expect(clusteredProportion(litters('1/1 0/1'))).toMatchObject({ documents: 2, low: 0, high: 1 });
  expect(shareInterval(0.5, 0.1, 2)).toEqual({ low: 0, high: 1 });
  expect(clusteredProportion([])).toEqual(proportion(0, 0));
});

// Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
it.each([
  ['56/70', '48/80', 0.0524, 0.3339],
  ['9/10', '3/10', 0.1705, 0.809],
  ['6/7', '2/7', 0.0582, 0.8062],
  ['5/56', '0/29', -0.0381, 0.1926],
  ['0/10', '0/20', -0.1611, 0.2775],
  ['10/10', '0/20', 0.6791, 1],
  ['10/10', '0/10', 0.6075, 1],
])('gives the published interval of %s − %s', (first, second, low, high) => {
  const [a, b] = litters(`${first} ${second}`).map(({ numerator, denominator }) =>
    proportion(numerator, denominator),
  );
  const interval = proportionDifference(a!, b!)!;
  expect(interval).toMatchObject({ low: expect.closeTo(low, 4), high: expect.closeTo(high, 4) });
});

it('gives similar cases a wider interval than independent ones', () => {
  const samples = litters('10/10 10/10 10/10 10/10 10/10 6/10 6/10 6/10 6/10 6/10');
  const percent = (interval: { low: number; high: number }) =>
    [interval.low, interval.high].map((share) => (100 * share).toFixed(1));
  expect(percent(proportion(80, 100))).toEqual(['71.1', '86.7']);
  expect(percent(clusteredProportion(samples))).toEqual(['61.7', '90.9']);
});

it('finds the document of another kind, and not the one that merely departs most', () => {
  const alike = '8/10 7/10 9/10 8/10 8/10 7/10 9/10 8/10';
  // Of 80 % with a standard deviation of 1.26 cases, 3 of 10 departs by almost four; 5 of 10 by 2.4.
  expect(documentApart(litters(`${alike} 3/10`))).toEqual(litters('3/10')[0]);
  // Litters differ by more than chance, but 0 of 7 by more than the others do.
  expect(documentApart(treated)).toEqual(litters('0/7')[0]);
  for (const none of [litters(`${alike} 5/10`), litters(alike), control])
    expect(documentApart(none)).toBeUndefined();
});

it('makes an interval of a standard error that a jackknife found', () => {
  const parts = litters('5/10 9/10 7/10 8/10 4/10');
  const [share] = jackknife(parts, (some) => [
    some.reduce((sum, { numerator }) => sum + numerator, 0) / (10 * some.length),
  ]);
  const { low, high } = clusteredProportion(parts);
  const interval = shareInterval(share!.estimate, share!.standardError, parts.length);
  expect(interval).toEqual({ low: expect.closeTo(low, 12), high: expect.closeTo(high, 12) });
  expect(shareInterval(0.5, Number.NaN, 1)).toEqual({ low: 0, high: 1 });
  expect(shareInterval(1, 0, 20)).toEqual(wilsonInterval(1, 20, studentCritical(19)));
});

// Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score without continuity correction).
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('gives the published interval of %i/%i', (held, n, low, high) => {
  const [estimate, ...bounds] = [held / n, low, high].map((value) => expect.closeTo(value, 4));
  expect(proportion(held, n)).toMatchObject({ estimate, low: bounds[0], high: bounds[1] });
});

it('ends exactly at 1 where all are held, and says nothing of none', () => {
  expect(proportion(20, 20)).toMatchObject({ estimate: 1, high: 1 });
  expect(proportion(20, 20).low).toBeCloseTo(1 - 0.1611, 4);
  expect(proportion(0, 0)).toMatchObject({ held: 0, n: 0, estimate: null, low: 0, high: 1 });
});

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
