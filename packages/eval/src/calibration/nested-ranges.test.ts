import { expect, it } from 'vitest';
import { NestedRanges } from './oracle-model.ts';

it('tells the innermost range around each position', () => {
  const ranges = new NestedRanges([
    { start: 6, end: 8, value: 'c' },
    { start: 1, end: 9, value: 'a' },
    { start: 2, end: 4, value: 'b' },
    { start: 11, end: 12, value: 'd' },
    { start: 10, end: 10, value: 'empty' },
    { start: 7, end: 8, value: 'e' },
  ]);
  expect(Array.from({ length: 13 }, (_, position) => ranges.at(position) ?? '-').join('')).toBe(
    '-abbaacea--d-',
  );
  expect(new NestedRanges([]).at(0)).toBe(null);
});
