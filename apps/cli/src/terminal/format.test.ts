import { expect, it } from 'vitest';
import { formatCount, formatDuration, formatTimestamp, plural } from './format.ts';

it('formats durations', () => {
  expect([0.4, 59.4, 59.6, 185, 3599, 3600, 7830].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min 00 s',
    '3 min 05 s',
    '59 min 59 s',
    '1 h 00 min',
    '2 h 11 min',
  ]);
});

it('formats counts and times', () => {
  expect(formatCount(9_593_448)).toBe('9,593,448');
  expect([plural(1, 'file'), plural(2000, 'file')]).toEqual(['1 file', '2,000 files']);
  expect(formatTimestamp(new Date(2026, 0, 5, 7, 8, 9))).toBe('20260105-070809');
});
