import { describe, expect, it } from 'vitest';
import {
  decimals,
  decimalsFor,
  describeCharacter,
  formatBitsInterval,
  formatBucket,
  formatCount,
  formatDesignEffect,
  formatDistances,
  formatEstimate,
  formatLargeCount,
  formatPercent,
  formatPercentInterval,
  formatProbability,
  joinWords,
} from './format.ts';
import { plain } from './testing.ts';

describe('formatProbability', () => {
  it.each([
    [0, '0'],
    [0.00001, '<0.0001'],
    [0.0004, '0.0004'],
    [0.0047, '0.005'],
    [0.42, '0.42'],
    [0.997, '0.997'],
    [0.99995, '>0.9999'],
    [1, '1'],
  ])('writes %s as %s', (probability, text) => {
    expect(formatProbability(probability)).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [null, '–'],
    [0, '0 %'],
    [1, '100 %'],
    [0.912, '91.2 %'],
    [0.9977, '99.77 %'],
    [0.0035, '0.35 %'],
    [0.99999, '>99.99 %'],
    [0.00001, '<0.01 %'],
    [1 - 2e-16, '100 %'],
  ])('writes %s as %s', (share, text) => {
    expect(plain(formatPercent(share))).toBe(text);
  });

  it('never rounds a share up to 100 % or down to 0 %', () => {
    for (const n of [100, 1e3, 1e4, 1e5, 1e6, 1e7]) {
      expect(plain(formatPercent(1 - 1 / n))).not.toBe('100 %');
      expect(plain(formatPercent(1 / n))).not.toBe('0 %');
    }
  });
});

describe('decimals', () => {
  it.each([
    [69.36, 99.75, 0],
    [75, 85, 0],
    [88.1, 91, 1],
    [1, 1.4, 2],
    [0.4, 0.5, 2],
    [1.502, 1.534, 3],
    [1.5021, 1.5034, 3],
  ])('of an interval from %s to %s are %i', (low, high, expected) => {
    expect(decimalsFor({ low, high }, 3)).toBe(expected);
  });

  it('are as many as may be where there is no interval', () => {
    for (const bounds of [
      undefined,
      { low: null, high: null },
      { low: 1, high: 1 },
      { low: 0, high: 1, documents: 1 },
    ])
      expect(decimalsFor(bounds, 2)).toBe(2);
  });

  it('are the same for a figure and its interval, whatever its unit', () => {
    const share = { low: 0.6936, high: 0.9975 };
    expect(plain(`${formatPercent(0.9677, share)} (${formatPercentInterval(share)})`)).toBe(
      '97 % (69–100 %)',
    );
    const rate = { value: 96.77, low: 69.36, high: 99.75 };
    expect(formatEstimate(rate, decimals(2))).toBe('97 (69–100)');
    expect(plain(`${formatPercent(0.412, { low: 0.394, high: 0.431 })}`)).toBe('41.2 %');
  });

  it('round no share up to 100 % nor down to 0 %, however wide its interval', () => {
    expect(plain(formatPercent(0.998, { low: 0.8, high: 1 }))).toBe('99.8 %');
    expect(plain(formatPercent(0.0004, { low: 0, high: 0.2 }))).toBe('0.04 %');
    expect(plain(formatPercent(1, { low: 0.8, high: 1 }))).toBe('100 %');
  });
});

describe('other figures', () => {
  it('writes intervals, buckets and counts', () => {
    expect(plain(formatPercentInterval({ low: 0.901, high: 0.9221 }))).toBe('90.1–92.2 %');
    expect(plain(formatPercentInterval({ low: 0.9989, high: 0.99999 }))).toBe('99.89 to >99.99 %');
    expect(formatBucket({ from: 1, to: 2 })).toBe('1');
    expect(formatBucket({ from: 4096, to: 8192 })).toBe('4,096–8,191');
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(plain(formatLargeCount(8_601_600))).toBe('8.6 million');
    expect(plain(formatLargeCount(467_213))).toBe('467 thousand');
    expect(formatLargeCount(812)).toBe('812');
  });

  it('writes words and characters', () => {
    expect(joinWords(['a', 'b', 'c'])).toBe('a, b and c');
    expect(describeCharacter(' ')).toBe('a space');
    expect(describeCharacter('\u0000')).toBe('“␀”');
  });
});

it('says that there is no interval where one document would make it a point', () => {
  const bounds = { low: null, high: null };
  expect(formatBitsInterval(bounds)).toBe('no interval: one document');
  expect(formatPercentInterval(bounds)).toBe('no interval: one document');
  expect(formatPercentInterval({ low: 0, high: 1, documents: 1 })).toBe('no interval: one document');
  expect(formatEstimate({ value: 0.5, ...bounds })).toBe('0.500 (no interval: one document)');
});

it('names a design effect that halves the cases', () => {
  expect(formatDesignEffect({ n: 30, designEffect: 3.14 })).toBe('design effect 3.1');
  expect(formatDesignEffect({ n: 30, designEffect: 2 })).toBeNull();
  const apart = { designEffect: 3.14, apart: 'tables.py' };
  expect(formatDesignEffect({ n: 30, ...apart })).toBe('design effect 3.1, one document apart');
  expect(formatDesignEffect({ n: 29, ...apart })).toBe('design effect 3.1');
});

it('says distances with one character in the singular', () => {
  expect(
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 64, to: 128 },
    ].map(formatDistances),
  ).toEqual(['0 characters', '1 character', '64–127 characters']);
});
