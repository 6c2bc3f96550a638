import { expect, it } from 'vitest';
import { isDeeper } from './is-deeper.ts';

it('counts levels of lists and objects, whatever their number', () => {
  expect([1, null, 'x'].map((value) => isDeeper(value, 0))).toEqual([false, false, false]);
  expect([0, 1, 2, 3].map((levels) => isDeeper({ a: [{ b: 1 }] }, levels))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(isDeeper(JSON.parse(text), 100)).toBe(true);
});

it('takes what contains itself, twice at each level, for deeper than anything', () => {
  const both: unknown[] = [];
  both.push(both, { both });
  expect(isDeeper(both, 1000)).toBe(true);
});
