import { expect, it } from 'vitest';
import { median, quantile } from './summaries.ts';

it('interpolates', () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1])).toBe(2.5);
  expect(median([])).toBeNull();
});
