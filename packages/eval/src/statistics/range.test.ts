import { RandomStream } from '@longrange/code';
import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { crossingOf, curves, drawItems, drawPairs } from '../../tests/intervals/curves.ts';
import type { RangedPair } from './pair-table.ts';
import { measureRange, rangeRatio } from './range.ts';

const pair = (distance: number, share: number, document = `document ${distance % 7}`): RangedPair => ({
  document,
  distance,
  share,
});
const upTo = (farthest: number, shareAt: (distance: number) => number) =>
  Array.from({ length: farthest }, (_, index) => pair(index + 1, shareAt(index + 1)));
/** Pairs nearby, all equally right. */
const nearby = (share: number) =>
  Array.from({ length: 40 }, (_, index) => pair(1 + (index % 7), share, `near ${index % 5}`));

describe('the range', () => {
  it('is the last distance before the share falls below half of what it is nearby', () => {
    // 1 up to 20, then ½, then 0: half of 1 is held up to 30, though 27 to 30 are held less often than 24.
    const shares = (distance: number) =>
      distance <= 20 ? 1 : distance <= 30 ? Number(distance % 2 === 0) : 0;
    const measured = measureRange([...nearby(1), ...upTo(60, shares)]);
    expect(measured).toMatchObject({ notMeasurable: null, range: { side: 'at', characters: 30 } });
    expect(measured.near).toEqual({ from: 1, to: 8, n: 47, share: 1 });
    // The isotonic regression: 21 and 22 to 29 and 30 are pooled in twos.
    expect(measured.fit).toEqual([
      { from: 1, to: 21, share: 1 },
      { from: 21, to: 31, share: 0.5 },
      { from: 31, to: 61, share: 0 },
    ]);
  });

  it('is told no farther than there are pairs, and not at all where too little is right nearby', () => {
    const end = { side: 'after', characters: 60 };
    expect(measureRange([...nearby(1), ...upTo(60, () => 1)])).toMatchObject({ range: end, high: end });
    const wrong = measureRange([...nearby(0.4), ...upTo(60, () => 0.4)]);
    expect(wrong).toMatchObject({ notMeasurable: 'near', range: null });
    expect(measureRange(upTo(29, () => 1))).toMatchObject({ notMeasurable: 'few', range: null });
    expect(measureRange([])).toMatchObject({ n: 0, near: null, notMeasurable: 'few', fit: [] });
  });

  it('takes what is nearby from a control, and says so where the control itself fails', () => {
    const far = Array.from({ length: 60 }, (_, index) => pair(64 + index, Number(index < 20)));
    const options = { nearby: nearby(0.95), least: 0.9 };
    expect(measureRange(far, options).range).toEqual({ side: 'at', characters: 83 });
    const none = far.map((one) => ({ ...one, share: 0 }));
    expect(measureRange(none, options).range).toEqual({ side: 'before', characters: 64 });
    expect(measureRange(far, { nearby: nearby(0.85), least: 0.9 })).toMatchObject({ notMeasurable: 'near' });
  });

  it('has no interval from two documents', () => {
    const pairs = [...nearby(1), ...upTo(60, (distance) => Number(distance <= 25))];
    const measured = measureRange(pairs.map((one, index) => ({ ...one, document: `${index % 2}` })));
    expect(measured).toMatchObject({ documents: 2, range: { characters: 25 }, low: null, high: null });
  });
});

const TIMES = isWhole ? 300 : 20;

it.each(Object.keys(curves).slice(0, isWhole ? undefined : 2))(
  `its interval covers a memory that %s, in ${TIMES} simulations`,
  { timeout: 1_200_000 },
  (name) => {
    const expected = crossingOf(curves[name]!);
    const ends = Array.from({ length: TIMES }, (_, index): [number, number] => {
      const pairs = drawPairs(1001 + index, curves[name]!);
      const { low, high } = measureRange(pairs, { seed: index + 1, resamples: isWhole ? 400 : 200 });
      return [
        low!.side === 'before' ? 0 : low!.characters,
        high!.side === 'after' ? Number.POSITIVE_INFINITY : high!.characters,
      ];
    });
    const [above, below] = [0, 1].map(
      (end) => ends.filter((one) => (end === 0 ? one[0] > expected : one[1] < expected)).length / TIMES,
    );
    const covered = 1 - above! - below!;
    const median = [0, 1].map((end) => ends.map((one) => one[end]!).sort((a, b) => a - b)[TIMES >> 1]);
    // Coverage, as in docs/calibration.md, "The range".
    if (isWhole)
      console.log(`| ${[name, expected, covered, below, above, median.join(' to ')].join(' | ')} |`);
    expect(covered).toBeGreaterThan(isWhole ? 0.93 : 0.84);
  },
);

describe('the ratio of two ranges', () => {
  const items = drawItems(new RandomStream(1));
  const window = (characters: number, share = 1): RangedPair[] =>
    items.map(({ document, distance }) => ({
      document,
      distance,
      share: distance <= characters ? share : 0,
    }));

  it('is that of the windows, whatever slips', () => {
    const found = rangeRatio([window(24), window(24)], [window(48, 0.7), window(48)])!;
    // Resamples miss a distance now and then, so that there is an interval; the seeds do not differ.
    expect(found.ratio).toBeCloseTo(0.5, 12);
    expect(found.low).toBeGreaterThan(0.45);
    expect(found.high).toBeLessThan(0.55);
    expect(found.overDocuments).toBeCloseTo(1, 12);
    expect(rangeRatio([window(24)], [window(24)])).toMatchObject({ ratio: 1, low: 1, high: 1, pValue: 1 });
  });

  it('varies by the seeds', () => {
    // Geometric means √(20 · 80) = 40 and 40; the seeds’ variance on one side is ln(2)² · 2 / 1 / 2.
    const found = rangeRatio([window(20), window(80)], [window(40), window(40)])!;
    expect(found.ratio).toBeCloseTo(1, 12);
    expect(found.overDocuments).toBeLessThan(0.05);
    // t with one degree of freedom.
    expect(Math.log(found.high) / 12.706 / Math.log(2)).toBeCloseTo(1, 0);
    expect(found.low).toBeCloseTo(1 / found.high, 12);
  });

  it('is null if too little is right nearby', () => {
    expect(rangeRatio([window(24, 0.4), window(24, 0.5)], [window(24)])).toBeNull();
    expect(rangeRatio([window(24, 0.4), window(24, 0.7)], [window(24)])).not.toBeNull();
  });
});
