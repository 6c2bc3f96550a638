import { expect, it } from 'vitest';
import { proportion } from './clusters.ts';

// Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score without continuity correction).
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('gives the published interval of %i/%i', (held, n, low, high) => {
  const interval = proportion(held, n);
  expect(interval.estimate).toBe(held / n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

it('ends exactly at 1 where all are held, and says nothing of none', () => {
  expect(proportion(20, 20)).toMatchObject({ estimate: 1, high: 1 });
  expect(proportion(20, 20).low).toBeCloseTo(1 - 0.1611, 4);
  expect(proportion(0, 0)).toMatchObject({ held: 0, n: 0, estimate: null, low: 0, high: 1 });
});
