import { expect, it } from 'vitest';
import { doublingScale } from './buckets.ts';
import { meanByRange, meanOverDocuments } from './means.ts';

const values = [
  { document: 'a', value: 1, distance: 1 },
  { document: 'a', value: 3, distance: 5 },
  { document: 'b', value: 8, distance: 6 },
];

it('weighs every value the same, and draws documents', () => {
  // Drawn: a twice 4/2, each once 12/3, b twice 8/1.
  expect(meanOverDocuments(values, 1)).toEqual({ value: 4, low: 2, high: 8 });
});

it('leaves empty ranges out and marks thin ones', () => {
  const ranges = meanByRange(values, ({ distance }) => distance, doublingScale, 1);
  expect(ranges).toEqual([
    { from: 1, to: 2, n: 1, thin: true, value: 1, low: null, high: null },
    { from: 4, to: 8, n: 2, thin: true, value: 5.5, low: 3, high: 8 },
  ]);
});
