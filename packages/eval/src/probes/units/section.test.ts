import { expect, it } from 'vitest';
import { countTimeScales } from './section.ts';

it('counts time scales in ranges that double', () => {
  const counts = (...scales: number[]) =>
    countTimeScales(scales)
      .map(({ from, to, n }) => `${from}-${to}: ${n}`)
      .join(', ');
  expect(counts(0.1, 0.6, 1, 3.9)).toBe('0-1: 2, 1-2: 1, 2-4: 1');
  expect(counts(2, 4, 5, 7)).toBe('0-1: 0, 1-2: 0, 2-4: 1, 4-8: 3');
});
