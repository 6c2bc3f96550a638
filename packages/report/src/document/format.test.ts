import { describe, expect, it } from 'vitest';
import * as format from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const none = { low: null, high: null };
const share = { low: 0.6936, high: 0.9975 };

it.each([
  [format.probability(0), '0'],
  [format.probability(0.00001), '<0.0001'],
  [format.probability(0.0004), '0.0004'],
  [format.probability(0.0047), '0.005'],
  [format.probability(0.42), '0.42'],
  [format.probability(0.997), '0.997'],
  [format.probability(0.99995), '>0.9999'],
  [format.probability(1), '1'],
  [format.percent(null), '–'],
  [format.percent(0), '0 %'],
  [format.percent(1), '100 %'],
  [format.percent(0.912), '91.2 %'],
  [format.percent(0.9977), '99.77 %'],
  [format.percent(0.0035), '0.35 %'],
  [format.percent(0.99999), '>99.99 %'],
  [format.percent(0.00001), '<0.01 %'],
  [format.percent(1 - 2e-16), '100 %'],
  [format.percent(0.412, { low: 0.394, high: 0.431 }), '41.2 %'],
  // However wide the interval, no share is rounded up to 100 % nor down to 0 %.
  [format.percent(0.998, { low: 0.8, high: 1 }), '99.8 %'],
  [format.percent(0.0004, { low: 0, high: 0.2 }), '0.04 %'],
  [format.percent(1, { low: 0.8, high: 1 }), '100 %'],
  // A figure and its interval have the same format.decimals, whatever the unit.
  [`${format.percent(0.9677, share)} (${format.percentInterval(share)})`, '97 % (69–100 %)'],
  [format.estimate({ value: 96.77, low: 69.36, high: 99.75 }, format.decimals(2)), '97 (69–100)'],
  [format.percentInterval({ low: 0.9989, high: 0.99999 }), '99.89 to >99.99 %'],
  // Two documents would make an interval a guess.
  [format.bitsInterval(none), '–'],
  [format.percentInterval({ low: 0, high: 1 }), '–'],
  [format.estimate({ value: 0.5, ...none }), '0.500 (–)'],
  [format.bucket({ from: 4096, to: 8192 }), '4,096–8,191'],
  [format.distances({ from: 0, to: 1 }), '0 characters'],
  [format.distances({ from: 1, to: 2 }), '1 character'],
  [format.largeCount(8_601_600), '8.6 million'],
  [format.largeCount(467_213), '467 thousand'],
  [format.character('\u0000'), '“␀”'],
])('%s', (text, expected) => {
  expect(plain(text)).toBe(expected);
});

it('never rounds a share up to 100 % or down to 0 %', () => {
  for (const n of [100, 1e3, 1e4, 1e5, 1e6, 1e7]) {
    expect(plain(format.percent(1 - 1 / n))).not.toBe('100 %');
    expect(plain(format.percent(1 / n))).not.toBe('0 %');
  }
});

describe('decimals', () => {
  it.each([
    [69.36, 99.75, 0],
    [75, 85, 0],
    [88.1, 91, 1],
    [1, 1.4, 2],
    [0.4, 0.5, 2],
    [1.5021, 1.5034, 3],
  ])('of an interval from %s to %s are %i', (low, high, expected) => {
    expect(format.decimalsFor({ low, high }, 3)).toBe(expected);
  });

  it('are as many as may be where there is no interval', () => {
    for (const bounds of [undefined, none, { low: 1, high: 1 }, { low: 0, high: 1 }])
      expect(format.decimalsFor(bounds, 2)).toBe(2);
  });
});

it('names a design effect that halves the cases', () => {
  expect(format.designEffect({ n: 30, designEffect: 2 })).toBeNull();
  const apart = { designEffect: 3.14, apart: 'tables.py' };
  expect(format.designEffect({ n: 30, ...apart })).toBe('design effect 3.1, one document unlike the others');
  expect(format.designEffect({ n: 29, ...apart })).toBe('design effect 3.1');
});
