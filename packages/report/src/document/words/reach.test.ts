import { expect, it } from 'vitest';
import { bucketAt } from '../../__fixtures__/buckets.ts';
import { shownUpTo } from './reach.ts';

it('is shown as far as the interval allows, not as far as the estimate', () => {
  const [sure, unsure] = [bucketAt(2, 0.9, 0.05), bucketAt(4, 0.82, 0.05)];
  expect(shownUpTo([bucketAt(1, 0.97, 0.02), sure, unsure])).toBe(2);
});

it('skips empty buckets before the first filled one, and stops at one between and at one of few cases', () => {
  const [second, fourth] = [bucketAt(2, 0.95, 0.02), bucketAt(8, 0.95, 0.02)];
  expect(shownUpTo([bucketAt(1, null, 0), second, bucketAt(4, null, 0), fourth])).toBe(2);
  expect(shownUpTo([second, bucketAt(4, 1, 0, 29), fourth])).toBe(2);
  expect(shownUpTo([bucketAt(1, 0.8, 0.3)])).toBeNull();
  expect(shownUpTo([])).toBeNull();
});
