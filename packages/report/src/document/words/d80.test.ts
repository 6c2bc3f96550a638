import { expect, it } from 'vitest';
import { bucketAt } from '../../__fixtures__/buckets.ts';
import { plain } from '../../__fixtures__/decided.ts';
import type { Bucket } from '../types.ts';
import { type D80Reading, d80Interval, d80Sentence, d80Value, readD80 } from './d80.ts';

const near = bucketAt(1, 0.95, 0.02);
const read = (
  byDistance: Bucket[],
  characters: number | null,
  low: number | null,
  high: number | null,
  limited = false,
): D80Reading => readD80({ byDistance, d80: { characters, limited, low, high } });

it.each<[string, D80Reading, string, string | null, RegExp]>([
  [
    'plainly where the intervals agree',
    read([near, bucketAt(2, 0.9, 0.03), bucketAt(4, 0.5, 0.1)], 4, 4, 4),
    ...([
      '4',
      '4',
      /up to 4 .* \(D80; the intervals agree\)\. It falls below 80 % at 4–7 characters: 50\.0 %/,
    ] as const),
  ],
  [
    'held back to what the intervals show',
    read([near, bucketAt(2, 0.82, 0.05), bucketAt(4, 0.78, 0.05)], 4, 2, null),
    ...(['4', '2 or more', /the intervals confirm up to 2\)\. It is not shown to fall below/] as const),
  ],
  [
    'between where it is shown to hold and where it is shown to fail',
    read([near, bucketAt(2, 0.81, 0.05), bucketAt(4, 0.6, 0.1)], 4, 2, 4),
    ...(['4', '2–4', /confirm up to 2\)\. It falls below 80 % at 4–7/] as const),
  ],
  [
    'not as far as the data end',
    read([near, bucketAt(2, 1, 0, 8)], 2, 2, null, true),
    ...(['at least 2', '2 or more', /\(D80, as far as the data reach; the intervals agree\)/] as const),
  ],
  [
    'without a claim from thin buckets, on either side',
    read([bucketAt(1, 0.9, 0.2), bucketAt(2, 1, 0.05, 20), bucketAt(4, 0.1, 0.1, 20)], 2, null, null, true),
    ...(['at least 2', null, /by the estimates only: the intervals confirm it at no distance\)/] as const),
  ],
  [
    'as none where the nearest bucket fails',
    read([bucketAt(1, 0.5, 0.1)], null, null, 1),
    ...([
      'none',
      '0–1',
      /has no D80: .* enough cases\. It falls below 80 % at 1 character: 50\.0 %/,
    ] as const),
  ],
  [
    'as none, with a doubt',
    read([bucketAt(1, 0.75, 0.1)], null, null, null),
    ...(['none', null, /though the intervals do not exclude 80 %\. It is not shown to fall/] as const),
  ],
])('D80 is said %s', (_, reading, value, interval, sentence) => {
  expect(d80Value(reading)).toBe(value);
  expect(d80Interval(reading)).toBe(interval);
  expect(plain(d80Sentence('In real code', 'this model', reading))).toMatch(sentence);
});
