import { expect, it } from 'vitest';
import { eachOnce } from './parts.ts';

it('gives each document its own ratio and the same length', () => {
  // 1.5, 2 and 4 bits per character; by character 63 / 21 = 3, each once 7.5 / 3 = 2.5.
  const parts = [
    { document: 'a', numerator: 3, denominator: 2 },
    { document: 'b', numerator: 16, denominator: 8 },
    { document: 'c', numerator: 44, denominator: 11 },
  ];
  expect(eachOnce(parts)).toEqual([
    { document: 'a', numerator: 10.5, denominator: 7 },
    { document: 'b', numerator: 14, denominator: 7 },
    { document: 'c', numerator: 28, denominator: 7 },
  ]);
});
