import { describe, expect, it } from 'vitest';
import { bucketAt } from '../../__fixtures__/buckets.ts';
import { plain } from '../../__fixtures__/decided.ts';
import { type D80Reading, d80Interval, d80Sentence, d80Value, readD80 } from './d80.ts';

const say = (reading: D80Reading) => plain(d80Sentence('In real code', 'this model', reading));

const clear = {
  byDistance: [bucketAt(1, 0.95, 0.02), bucketAt(2, 0.9, 0.03), bucketAt(4, 0.5, 0.1)],
  d80: { characters: 4, limited: false, low: 4, high: 4 },
};

describe('D80', () => {
  it('is said plainly where the intervals agree', () => {
    const reading = readD80(clear);
    expect(d80Value(reading)).toBe('4');
    expect(d80Interval(reading)).toBe('4');
    expect(say(reading)).toBe(
      'In real code, this model knows the right closer up to 4 characters away (D80; the intervals agree). It falls below 80 % at 4–7 characters: 50.0 % (40.0–60.0 %, n 100).',
    );
  });

  it('is held back to what the intervals show', () => {
    const reading = readD80({
      byDistance: [bucketAt(1, 0.95, 0.02), bucketAt(2, 0.82, 0.05), bucketAt(4, 0.78, 0.05)],
      d80: { characters: 4, limited: false, low: 2, high: null },
    });
    expect(d80Interval(reading)).toBe('2 or more');
    expect(say(reading)).toBe(
      'In real code, this model knows the right closer up to 4 characters away (D80; the intervals confirm up to 2). It is not shown to fall below 80 % at any distance.',
    );
  });

  it('lies between where it is shown to hold and where it is shown to fail', () => {
    const byDistance = [bucketAt(1, 0.95, 0.02), bucketAt(2, 0.81, 0.05), bucketAt(4, 0.6, 0.1)];
    expect(
      d80Interval(readD80({ byDistance, d80: { characters: 4, limited: false, low: 2, high: 4 } })),
    ).toBe('2–4');
  });

  it('does not take the end of the data for the end of the memory', () => {
    const reading = readD80({
      byDistance: [bucketAt(1, 0.95, 0.02), bucketAt(2, 1, 0, 8)],
      d80: { characters: 2, limited: true, low: 2, high: null },
    });
    expect(d80Value(reading)).toBe('at least 2');
    expect(d80Interval(reading)).toBe('2 or more');
    expect(say(reading)).toContain(
      'up to 2 characters away (D80, as far as the data reach; the intervals agree).',
    );
  });

  it('claims nothing from thin buckets, on either side', () => {
    const reading = readD80({
      byDistance: [bucketAt(1, 0.9, 0.2), bucketAt(2, 1, 0.05, 20), bucketAt(4, 0.1, 0.1, 20)],
      d80: { characters: 2, limited: true, low: null, high: null },
    });
    expect(reading).toMatchObject({ low: null, failing: null });
    expect(d80Interval(reading)).toBeNull();
    expect(say(reading)).toContain(
      '(D80, as far as the data reach; by the estimates only: the intervals confirm it at no distance).',
    );
  });

  it('is none where the nearest bucket fails, and says whether that is sure', () => {
    const sure = {
      byDistance: [bucketAt(1, 0.5, 0.1)],
      d80: { characters: null, limited: false, low: null, high: 1 },
    };
    expect(d80Value(sure.d80)).toBe('none');
    expect(d80Interval(readD80(sure))).toBe('0–1');
    const unsure = { byDistance: [bucketAt(1, 0.75, 0.1)], d80: { ...sure.d80, high: null } };
    expect(say(readD80(unsure))).toBe(
      'In real code, this model has no D80: it knows less than 80 % of the closers even in the nearest range with enough cases, though the intervals do not exclude 80 %. It is not shown to fall below 80 % at any distance.',
    );
    expect(say(readD80(sure))).toBe(
      'In real code, this model has no D80: it knows less than 80 % of the closers even in the nearest range with enough cases. It falls below 80 % at 1 character: 50.0 % (40.0–60.0 %, n 100).',
    );
  });
});
