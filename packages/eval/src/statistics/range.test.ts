import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../tests/intervals/simulate.ts';
import type { RangedPair } from './pair-table.ts';
import { measureRange, rangeRatio } from './range.ts';

const pair = (distance: number, share: number, document = `document ${distance % 7}`): RangedPair => ({
  ...{ document, distance, share },
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

  it('has no interval from a single document', () => {
    const pairs = [...nearby(1), ...upTo(60, (distance) => Number(distance <= 25))];
    const measured = measureRange(pairs.map((one) => ({ ...one, document: 'a' })));
    expect(measured).toMatchObject({ documents: 1, range: { characters: 25 }, low: null, high: null });
  });
});

type ShareAt = (distance: number, u: number) => number;

/** A hundred documents that differ by `u`, each with a few pairs at distances as those of real brackets. */
function itemsOf(simulation: Simulation, spread: number, shareAt: ShareAt) {
  return Array.from({ length: 100 }, (_, index) => {
    const u = simulation.normal();
    const size = Math.ceil(-20 * Math.log(1 - simulation.uniform()));
    return Array.from({ length: size }, () => {
      const distance = Math.max(1, Math.round(spread * Math.exp(2.6 + 1.4 * simulation.normal())));
      return { document: `document ${index}`, u, distance, share: shareAt(distance, u) };
    });
  }).flat();
}

/** Place where the mean over documents falls to half of that at distances below 8, weighted as the distances are distributed. */
function truth(shareAt: ShareAt, spread: number, step: number): number {
  const mean = (distance: number) => {
    let [sum, weight] = [0, 0];
    for (let u = -4; u <= 4; u += 0.1) {
      sum += Math.exp((-u * u) / 2) * shareAt(distance, u);
      weight += Math.exp((-u * u) / 2);
    }
    return sum / weight;
  };
  const near = [1, 2, 3, 4, 5]
    .flatMap((seed) => itemsOf(new Simulation(seed), spread, () => 1))
    .filter(({ distance }) => distance < 8);
  const half = near.reduce((sum, { distance }) => sum + mean(distance), 0) / near.length / 2;
  let place = 1;
  while (mean(place + step) >= half) place += step;
  return place;
}

/** A memory that falls like a power of the distance, to half at `scale` characters. */
const falling =
  (scale: number, spread = 0.3, power = 2): ShareAt =>
  (distance, u) =>
    0.92 / (1 + (distance / (scale * Math.exp(spread * u))) ** power);

const TIMES = isWhole ? 400 : 20;

const memories: [string, number, ShareAt][] = [
  ['a window of 48 on lengths doubled', 2, (distance) => Number(distance <= 48)],
  ['a memory that falls like a power', 1, falling(20)],
  ['the same on lengths doubled', 2, falling(20)],
  ['one that falls slowly', 1, falling(50, 0.4, 1.2)],
  ['one that stays just above half', 1, (distance) => (distance < 8 ? 1 : distance <= 64 ? 0.52 : 0.1)],
  [
    'one that some documents keep longer',
    1,
    (distance, u) => (distance < 8 ? 1 : distance <= 128 ? Math.min(1, Math.max(0, 0.52 + 0.3 * u)) : 0.05),
  ],
  ['one that fades', 1, (distance, u) => 0.95 * Math.exp(-distance / (58 * Math.exp(0.3 * u)))],
  ['a window of 24', 1, (distance) => Number(distance <= 24)],
  ['a window of 64 that slips once in five', 1, (distance) => (distance <= 64 ? 0.8 : 0)],
];

it.each(memories.slice(0, isWhole ? 7 : 2))(
  `its interval covers %s, in ${TIMES} simulations`,
  { timeout: 600_000 },
  (_, spread, shareAt) => {
    const expected = truth(shareAt, spread, 1);
    let covered = 0;
    for (let seed = 1; seed <= TIMES; seed++) {
      const simulation = new Simulation(1000 + seed);
      const isRight = (distance: number, u: number) => Number(simulation.uniform() < shareAt(distance, u));
      const resamples = isWhole ? 400 : 200;
      const { low, high } = measureRange(itemsOf(simulation, spread, isRight), { seed, resamples });
      const isLow = low!.side === 'before' || (low!.side === 'at' && low!.characters <= expected);
      const isHigh = high!.side === 'after' || (high!.side === 'at' && high!.characters >= expected);
      if (isLow && isHigh) covered++;
    }
    expect(covered / TIMES).toBeGreaterThan(isWhole ? 0.92 : 0.84);
  },
);

describe('the ratio of two ranges', () => {
  const items = itemsOf(new Simulation(1), 1, () => 1);
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
