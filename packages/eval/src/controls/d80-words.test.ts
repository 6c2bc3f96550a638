import { expect, it } from 'vitest';
import type { D80 } from '../statistics/shapes.ts';
import { d80Interval, d80Value } from './section.ts';

it.each<[string, D80, string, string | null]>([
  ['plainly where the intervals agree', { characters: 4, limited: false, low: 4, high: 4 }, '4', '4'],
  ['held back to what is shown', { characters: 4, limited: false, low: 2, high: null }, '4', '2 or more'],
  ['between holding and failing', { characters: 4, limited: false, low: 2, high: 4 }, '4', '2–4'],
  ['as far as the data go', { characters: 2, limited: true, low: 2, high: null }, 'at least 2', '2 or more'],
  ['without a claim', { characters: 2, limited: true, low: null, high: null }, 'at least 2', null],
  ['as none', { characters: null, limited: false, low: null, high: 1 }, 'none', '0–1'],
])('D80 is said %s', (_, d80, value, interval) => {
  expect(d80Value(d80)).toBe(value);
  expect(d80Interval(d80)).toBe(interval);
});
