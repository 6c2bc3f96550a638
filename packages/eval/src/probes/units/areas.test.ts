import { expect, it } from 'vitest';
import { areaUnderRoc } from '../../statistics/roc.ts';
import { Areas, ResampledAreas } from './areas.ts';

const histogram = (positives: number[], negatives: number[]) => ({
  positives: Float64Array.from(positives),
  negatives: Float64Array.from(negatives),
});

it('is the area of the pooled counts, however often a document counts', () => {
  const documents = [
    histogram([0, 1, 3], [2, 2, 0]),
    histogram([1, 0, 0], [1, 0, 4]),
    histogram([0, 5, 0], [0, 0, 0]),
  ];
  const areas = new Areas(documents);
  for (const times of [
    [1, 1, 1],
    [2, 0, 1],
    [0, 3, 0],
  ]) {
    const pool = (side: 'positives' | 'negatives') =>
      [0, 1, 2].map((bin) => documents.reduce((sum, one, index) => sum + times[index]! * one[side][bin]!, 0));
    expect(areas.area(times)).toBeCloseTo(areaUnderRoc(pool('positives'), pool('negatives'))!, 12);
  }
  expect(areas.area([0, 0, 1])).toBeNull();
});

it('compares two areas draw by draw, so that what they share does not blur the difference', () => {
  // Documents differ a lot, and on each the one is a little better.
  const documents = Array.from({ length: 30 }, (_, index) => index % 10);
  const one = documents.map((k) => histogram([k, 20 - k], [10, 10]));
  const other = documents.map((k) => histogram([k + 1, 19 - k], [10, 10]));
  const resampled = new ResampledAreas(
    { one: new Areas(one), other: new Areas(other), same: new Areas(one) },
    30,
    1,
  );
  // 20 positives, 10 of 20 negatives below: each positive moved from the upper to the lower half costs 1/20 × 1/2.
  const difference = resampled.difference('one', 'other')!;
  expect(difference.value).toBeCloseTo(0.025, 10);
  expect(difference.low).toBeCloseTo(0.025, 10);
  expect(difference.pValue).toBe(2 / 2000);
  const estimate = resampled.estimate('one')!;
  expect(estimate.high! - estimate.low!).toBeGreaterThan(0.03);
  expect(resampled.difference('one', 'same')).toEqual({ value: 0, low: 0, high: 0, pValue: 1 });
});

it('claims nothing from five documents', () => {
  const documents = Array.from({ length: 5 }, () => histogram([0, 9], [9, 0]));
  const chance = Array.from({ length: 5 }, () => histogram([5, 5], [5, 5]));
  const resampled = new ResampledAreas({ one: new Areas(documents), other: new Areas(chance) }, 5, 1);
  expect(resampled.difference('one', 'other')).toEqual({ value: 0.5, low: null, high: null, pValue: 1 });
});
