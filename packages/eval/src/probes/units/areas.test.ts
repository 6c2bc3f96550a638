import { RandomStream } from '@longrange/code';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { holds } from '../../../tests/intervals/simulate.ts';
import { areaUnderRoc } from '../../statistics/summaries.ts';
import { areaDifference, areaEstimate, areasOf } from './areas.ts';

const histogram = (positives: number[], negatives: number[]) => ({
  positives: Float64Array.from(positives),
  negatives: Float64Array.from(negatives),
});

it('is the area of the pooled counts, whichever documents count', () => {
  const documents = [
    histogram([0, 1, 3], [2, 2, 0]),
    histogram([1, 0, 0], [1, 0, 4]),
    histogram([0, 5, 0], [0, 0, 0]),
  ];
  const areas = areasOf(documents);
  for (const some of [[0, 1, 2], [0, 2], [1]]) {
    const pool = (side: 'positives' | 'negatives') =>
      [0, 1, 2].map((bin) => some.reduce((sum, index) => sum + documents[index]![side][bin]!, 0));
    expect(areas.area(some)).toBeCloseTo(areaUnderRoc(pool('positives'), pool('negatives'))!, 12);
  }
  expect(areas.area([2])).toBeNaN();
  expect(areaEstimate(areasOf([documents[2]!]))).toBeNull();
  // Without the first two documents there is no negative.
  expect(areaEstimate(areasOf(documents.slice(1)))).toMatchObject({ low: null, high: null });
});

it('compares two areas document by document, so that what they share does not blur the difference', () => {
  // Documents differ a lot, and on each the one is a little better.
  const documents = Array.from({ length: 30 }, (_, index) => index % 10);
  const one = documents.map((k) => histogram([k, 20 - k], [10, 10]));
  const other = documents.map((k) => histogram([k + 1, 19 - k], [10, 10]));
  const areas = { one: areasOf(one), other: areasOf(other) };
  // 20 positives, 10 of 20 negatives below: each positive moved from the upper to the lower half costs 1/20 × 1/2.
  const difference = areaDifference(areas.one, areas.other)!;
  expect(difference.value).toBeCloseTo(0.025, 10);
  expect(difference.low).toBeCloseTo(0.025, 10);
  expect(difference.pValue).toBeLessThan(1e-6);
  const estimate = areaEstimate(areas.one)!;
  expect(estimate.high! - estimate.low!).toBeGreaterThan(0.03);
  expect(areaDifference(areas.one, areas.one)).toEqual({ value: 0, low: 0, high: 0, pValue: 1 });
});

it('holds the truth in 95 % of results, of one area and of a difference, where documents differ', () => {
  const random = new RandomStream(1);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  /** Two scores of 60 characters that go together, which tell the property more or less well in each document. */
  const makeDocument = () => {
    const share = 0.2 + 0.3 * random.nextFloat();
    const [level, shift, other] = [0.5 * normal(), 1 + 0.8 * normal(), 0.3 + 0.5 * normal()];
    const histograms = [0, 1].map(() => histogram(Array(32).fill(0), Array(32).fill(0)));
    for (let character = 0; character < 60; character++) {
      const holds = random.nextFloat() < share;
      const common = level + 0.8 * normal();
      for (const [index, own] of [shift, 0.5 * shift + other].entries()) {
        const bin = Math.floor(16 + 4 * (common + 0.6 * normal() + (holds ? own : 0)));
        const { positives, negatives } = histograms[index]!;
        (holds ? positives : negatives)[Math.min(31, Math.max(0, bin))]!++;
      }
    }
    return histograms as [ReturnType<typeof histogram>, ReturnType<typeof histogram>];
  };
  const everyDocument = Array.from({ length: 8000 }, makeDocument);
  const truths = ([0, 1] as const).map((index) => {
    const pool = (side: 'positives' | 'negatives') =>
      Array.from({ length: 32 }, (_, bin) =>
        everyDocument.reduce((sum, document) => sum + document[index][side][bin]!, 0),
      );
    return areaUnderRoc(pool('positives'), pool('negatives'))!;
  });
  const held = [0, 0];
  const results = isWhole ? 1000 : 150;
  for (let result = 0; result < results; result++) {
    const documents = Array.from({ length: 14 }, makeDocument);
    const [one, other] = ([0, 1] as const).map((index) => areasOf(documents.map((all) => all[index])));
    held[0]! += Number(holds(areaEstimate(one!)!, truths[0]!));
    held[1]! += Number(holds(areaDifference(one!, other!)!, truths[0]! - truths[1]!));
  }
  for (const count of held) {
    expect(count / results).toBeGreaterThanOrEqual(isWhole ? 0.93 : 0.9);
    expect(count / results).toBeLessThanOrEqual(isWhole ? 0.97 : 0.99);
  }
});

it('claims nothing from five documents', () => {
  const documents = Array.from({ length: 5 }, () => histogram([0, 9], [9, 0]));
  const chance = Array.from({ length: 5 }, () => histogram([5, 5], [5, 5]));
  const difference = areaDifference(areasOf(documents), areasOf(chance));
  expect(difference).toEqual({ value: 0.5, low: null, high: null, pValue: 1 });
});
