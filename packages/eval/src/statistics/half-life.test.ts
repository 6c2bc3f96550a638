import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { drawItems } from '../../tests/intervals/curves.ts';
import { LEAST_EVIDENCE, measureHalfLife } from './half-life.ts';
import type { RangedPair } from './pair-table.ts';
import { measureRange, rangeRatio } from './range.ts';

const items = drawItems(new RandomStream(1));
/** Evidence of a memory that adds `strength` times its trace to the log-odds of either text's own closer. */
const evidenceOf = (trace: (distance: number) => number, strength: number): RangedPair[] =>
  items.map(({ document, distance }) => ({ document, distance, share: 2 * strength * trace(distance) }));
const exponential = (distance: number) => Math.exp(-distance / 20);
const power = (distance: number) => 1 / (1 + distance / 10);
const strengths = [2, 3.5, 7, 14, 28];

/** Pairs at each distance up to `farthest`, seven in as many documents. */
const upTo = (farthest: number, evidenceAt: (distance: number) => number) =>
  Array.from({ length: 7 * farthest }, (_, index): RangedPair => {
    const distance = 1 + Math.floor(index / 7);
    return { document: `${index % 7}`, distance, share: evidenceAt(distance) };
  });

describe('the half-life of evidence', () => {
  it('is where mean evidence, made monotone, is half of that at 1 to 7 characters', () => {
    // 6 nats up to 20, then 4 and 2 in turn, whose mean is the half, then 1: the last place where it is held is 30.
    const measured = measureHalfLife(
      upTo(60, (distance) => (distance <= 20 ? 6 : distance <= 30 ? (distance % 2 === 0 ? 4 : 2) : 1)),
    );
    expect(measured).toMatchObject({
      n: 420,
      documents: 7,
      near: { from: 1, to: 8, n: 49 },
      notMeasurable: null,
      range: { side: 'at', characters: 30 },
    });
    expect(measured.near!.nats).toBeCloseTo(6, 12);
    expect(measured.low!.characters).toBeLessThanOrEqual(30);
    expect(measured.high!.characters).toBeGreaterThanOrEqual(30);
  });

  it('is at least the farthest distance where evidence never halves', () => {
    const end = { side: 'after', characters: 60 };
    expect(measureHalfLife(upTo(60, (distance) => 9 - distance / 15))).toMatchObject({
      range: end,
      high: end,
    });
  });

  it('is not measurable with less than 1 nat nearby, or fewer than 30 pairs', () => {
    expect(measureHalfLife(upTo(60, () => 0.99))).toMatchObject({ notMeasurable: 'near', range: null });
    expect(measureHalfLife(upTo(60, () => -3)).near!.nats).toBeCloseTo(-3, 12);
    expect(measureHalfLife(upTo(60, () => 1)).notMeasurable).toBeNull();
    expect(measureHalfLife(upTo(60, () => 9).slice(0, 29))).toMatchObject({
      notMeasurable: 'few',
      range: null,
    });
    expect(measureHalfLife([])).toMatchObject({ near: null, notMeasurable: 'few' });
  });

  it.each([
    // Of a trace nearby of about that at 4 characters: 4 + 20 ln 2, and 2 · (1 + 4/10) = 1 + d/10.
    { name: 'exp(−d/20)', trace: exponential, half: 18 },
    { name: 'a power law', trace: power, half: 18 },
  ])(
    'of $name hardly moves from 2 to 28 nats, while the range by 1 nat more than doubles',
    ({ trace, half }) => {
      const options = { resamples: 20 };
      const halves = strengths.map(
        (nats) => measureHalfLife(evidenceOf(trace, nats), options).range!.characters,
      );
      expect(Math.max(...halves) / Math.min(...halves)).toBeLessThan(1.05);
      expect(Math.abs(halves[0]! - half)).toBeLessThanOrEqual(2);
      const ranges = strengths.map((nats) => {
        const shows = evidenceOf(trace, nats).map((one) => ({ ...one, share: Number(one.share > 1) }));
        return measureRange(shows, options).range!.characters;
      });
      expect(ranges.at(-1)! / ranges[0]!).toBeGreaterThan(2);
    },
  );

  it('has an interval that follows from how documents differ, whatever the strength', () => {
    const differing = (strength: number) =>
      items.map(({ document, distance, u }): RangedPair => {
        const share = 2 * strength * Math.exp(-distance / (20 * Math.exp(0.3 * u)));
        return { document, distance, share };
      });
    const [weak, strong] = [2, 28].map((strength) => measureHalfLife(differing(strength), { seed: 3 }));
    expect([strong!.range, strong!.low, strong!.high]).toEqual([weak!.range, weak!.low, weak!.high]);
    const [low, high] = [weak!.low!.characters, weak!.high!.characters];
    expect([low < 18, low > 9, high > 18, high < 36]).toEqual([true, true, true, true]);
  });

  it('has a ratio of 1 between memories that differ in strength alone, and almost 2 if one fades half as fast', () => {
    const slow = (distance: number) => Math.exp(-distance / 40);
    const ratio = (...traces: [number[], (distance: number) => number][]) => {
      const [first, second] = traces.map(([some, trace]) => some.map((nats) => evidenceOf(trace, nats)));
      return rangeRatio(first!, second!, { least: LEAST_EVIDENCE, resamples: 200 })!;
    };
    expect(ratio([[2, 7], exponential], [[28, 14], exponential])).toMatchObject({
      ratio: 1,
      low: 1,
      high: 1,
    });
    // (4 + 40 ln 2) / (4 + 20 ln 2) = 1.78: half of the trace at about 4 characters.
    const { ratio: found, low } = ratio([[4, 4], slow], [[4, 4], exponential]);
    expect(found).toBeGreaterThan(1.7);
    expect(found).toBeLessThan(1.9);
    expect(low).toBeGreaterThan(1);
  });
});
