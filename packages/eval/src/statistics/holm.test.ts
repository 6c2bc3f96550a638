import { expect, it } from 'vitest';
import { holm } from './permutation.ts';

it('gives the worked example of the encyclopedia: of four, those of 0.005 and 0.01 are rejected at 5 %', () => {
  // https://en.wikipedia.org/wiki/Holm–Bonferroni_method, "Example".
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  const published = [0.03, 0.06, 0.06, 0.02];
  for (const [index, value] of published.entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
});

it('leaves one alone, never exceeds 1, and takes none', () => {
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
