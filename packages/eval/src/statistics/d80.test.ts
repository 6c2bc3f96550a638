import { expect, it } from 'vitest';
import { d80Of } from './d80.ts';
import { proportion } from './wilson.ts';

const buckets = (...shares: [held: number, n: number][]) =>
  shares.map(([held, n], index) => ({
    ...proportion(held, n),
    from: 2 ** index,
    to: 2 ** (index + 1),
    censored: 0,
    thin: n < 30,
  }));

it('ends where the share falls below 0.80, whatever comes after', () => {
  expect(d80Of(buckets([100, 100], [80, 100], [79, 100], [100, 100]))).toEqual({
    characters: 4,
    limited: false,
  });
  expect(d80Of(buckets([79, 100], [100, 100]))).toEqual({ characters: null, limited: false });
});

it('is limited where the data end, and by a thin bucket', () => {
  expect(d80Of(buckets([100, 100], [90, 100]))).toEqual({ characters: 4, limited: true });
  expect(d80Of(buckets([100, 100], [29, 29], [100, 100]))).toEqual({ characters: 2, limited: true });
  expect(d80Of([])).toEqual({ characters: null, limited: true });
});
