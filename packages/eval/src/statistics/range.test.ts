import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import type { RangedPair } from './pair-table.ts';
import { measureRange } from './range.ts';

const pair = (distance: number, share: number, document = `document ${distance % 7}`): RangedPair => ({
  document,
  distance,
  share,
});
const upTo = (farthest: number, shareAt: (distance: number) => number) =>
  Array.from({ length: farthest }, (_, index) => pair(index + 1, shareAt(index + 1)));
/** What nothing slips in nearby. */
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

  it('is the same where a share slips at every distance', () => {
    const slips = (share: number) => [
      ...nearby(0.6),
      ...upTo(60, (distance) => (distance <= 25 ? share : 0)),
    ];
    expect(measureRange(slips(0.6)).range).toEqual({ side: 'at', characters: 25 });
  });

  it('is told no farther than there are pairs, and not at all where too little is right nearby', () => {
    const always = measureRange([...nearby(1), ...upTo(60, () => 1)]);
    expect([always.range, always.high]).toEqual([
      { side: 'after', characters: 60 },
      { side: 'after', characters: 60 },
    ]);
    expect(measureRange([...nearby(0.4), ...upTo(60, () => 0.4)])).toMatchObject({
      notMeasurable: 'near',
      range: null,
    });
    expect(measureRange(upTo(29, () => 1))).toMatchObject({ notMeasurable: 'few', range: null });
    expect(measureRange([])).toMatchObject({ n: 0, near: null, notMeasurable: 'few', fit: [] });
  });

  it('takes what is nearby from a control, and says so where the control itself fails', () => {
    const far = Array.from({ length: 60 }, (_, index) => pair(64 + index, Number(index < 20)));
    const options = { nearby: nearby(0.95), least: 0.9 };
    expect(measureRange(far, options).range).toEqual({ side: 'at', characters: 83 });
    expect(
      measureRange(
        far.map((one) => ({ ...one, share: 0 })),
        options,
      ).range,
    ).toEqual({ side: 'before', characters: 64 });
    expect(measureRange(far, { nearby: nearby(0.85), least: 0.9 })).toMatchObject({ notMeasurable: 'near' });
  });

  it('has an interval from two documents on', () => {
    const one = [...nearby(1), ...upTo(60, (distance) => Number(distance <= 25))].map((each) => ({
      ...each,
      document: 'a',
    }));
    expect(measureRange(one)).toMatchObject({
      documents: 1,
      range: { characters: 25 },
      low: null,
      high: null,
    });
  });

  it('is the same for the same seed', () => {
    const pairs = simulated(1, (distance) => 0.9 / (1 + (distance / 40) ** 2));
    expect(measureRange(pairs, { seed: 3 })).toEqual(measureRange(pairs, { seed: 3 }));
  });
});

const normal = (random: RandomStream) =>
  Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());

/** A hundred documents that differ by `u`, of which each has a few pairs at distances as real brackets have. */
function simulated(seed: number, shareAt: (distance: number, u: number) => number, spread = 1): RangedPair[] {
  const random = new RandomStream(seed);
  return Array.from({ length: 100 }, (_, index) => {
    const u = normal(random);
    const size = Math.ceil(-20 * Math.log(1 - random.nextFloat()));
    return Array.from({ length: size }, () => {
      const distance = Math.max(1, Math.round(spread * Math.exp(2.6 + 1.4 * normal(random))));
      return pair(distance, Number(random.nextFloat() < shareAt(distance, u)), `document ${index}`);
    });
  }).flat();
}

/** Where the mean over documents falls to half of what it is at the distances below 8, by the distances' own weights. */
function truth(shareAt: (distance: number, u: number) => number, spread: number): number {
  const mean = (distance: number) => {
    let [sum, weight] = [0, 0];
    for (let u = -4; u <= 4; u += 0.05) {
      sum += Math.exp((-u * u) / 2) * shareAt(distance, u);
      weight += Math.exp((-u * u) / 2);
    }
    return sum / weight;
  };
  const near = simulated(1, () => 1, spread).concat(
    ...[2, 3, 4, 5].map((seed) => simulated(seed, () => 1, spread)),
  );
  const nearest = near.filter(({ distance }) => distance < 8);
  const half = nearest.reduce((sum, { distance }) => sum + mean(distance), 0) / nearest.length / 2;
  let distance = 1;
  while (mean(distance + 1) >= half) distance++;
  return distance;
}

const isWhole = process.env.LONGRANGE_WHOLE === '1';
const TIMES = isWhole ? 400 : 40;

describe(`its interval, in ${TIMES} simulations`, () => {
  it.each([
    ['a window of 24', 1, (distance: number) => Number(distance <= 24)],
    ['a window of 48 on lengths doubled', 2, (distance: number) => Number(distance <= 48)],
    ['a window of 64 that slips once in five', 1, (distance: number) => (distance <= 64 ? 0.8 : 0)],
    [
      'a memory that fades',
      1,
      (distance: number, u: number) => 0.95 * Math.exp(-distance / (58 * Math.exp(0.3 * u))),
    ],
    [
      'one that falls like a power',
      1,
      (distance: number, u: number) => 0.92 / (1 + (distance / (20 * Math.exp(0.3 * u))) ** 2),
    ],
    [
      'the same on lengths doubled',
      2,
      (distance: number, u: number) => 0.92 / (1 + (distance / (20 * Math.exp(0.3 * u))) ** 2),
    ],
    [
      'one that falls slowly',
      1,
      (distance: number, u: number) => 0.92 / (1 + (distance / (50 * Math.exp(0.4 * u))) ** 1.2),
    ],
  ] as const)('covers %s', { timeout: 600_000 }, (_, spread, shareAt) => {
    const expected = truth(shareAt, spread);
    let covered = 0;
    for (let seed = 1; seed <= TIMES; seed++) {
      const { low, high } = measureRange(simulated(1000 + seed, shareAt, spread), { seed, resamples: 400 });
      const isLow = low!.side === 'before' || (low!.side === 'at' && low!.characters <= expected);
      const isHigh = high!.side === 'after' || (high!.side === 'at' && high!.characters >= expected);
      if (isLow && isHigh) covered++;
    }
    expect(covered / TIMES).toBeGreaterThan(isWhole ? 0.92 : 0.84);
  });
});
