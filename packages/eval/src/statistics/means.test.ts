import { expect, it } from 'vitest';
import { doublingScale } from './buckets.ts';
import { clusteredRatio } from './ratio.ts';
import { meanByRange, meanOverDocuments } from './summaries.ts';

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

it('leaves empty ranges out and marks thin ones', () => {
  const ranges = meanByRange(values, ({ distance }) => distance, doublingScale);
  expect(ranges).toEqual([
    { from: 1, to: 2, n: 1, thin: true, value: 1, low: null, high: null },
    { from: 4, to: 8, n: 2, thin: true, value: 5.5, low: expect.any(Number), high: expect.any(Number) },
  ]);
});
