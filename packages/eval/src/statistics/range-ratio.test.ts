import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import type { RangedPair } from './pair-table.ts';
import { rangeRatio } from './range-ratio.ts';

/** The same hundred documents, with pairs at distances as real brackets have. */
function itemsOf(
  random: RandomStream,
): { readonly document: string; readonly u: number; readonly distance: number }[] {
  return Array.from({ length: 100 }, (_, index) => {
    const u = normal(random);
    return Array.from({ length: Math.ceil(-20 * Math.log(1 - random.nextFloat())) }, () => ({
      document: `document ${index}`,
      u,
      distance: Math.max(1, Math.round(Math.exp(2.6 + 1.4 * normal(random)))),
    }));
  }).flat();
}

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
}

const items = itemsOf(new RandomStream(1));
const window = (characters: number, share = 1): RangedPair[] =>
  items.map(({ document, distance }) => ({ document, distance, share: distance <= characters ? share : 0 }));

describe('the ratio of two ranges', () => {
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
    // Geometric means √(20 · 80) = 40 and 40; seeds’ variance ln(2)² · 2 / 1 / 2 on one side.
    const { ratio, low, high, overDocuments } = rangeRatio(
      [window(20), window(80)],
      [window(40), window(40)],
    )!;
    expect(ratio).toBeCloseTo(1, 12);
    expect(overDocuments).toBeLessThan(0.05);
    // t with one degree of freedom.
    expect(Math.log(high) / 12.706 / Math.log(2)).toBeCloseTo(1, 0);
    expect(low).toBeCloseTo(1 / high, 12);
  });

  it('is not told where too little is right nearby', () => {
    expect(rangeRatio([window(24, 0.4), window(24, 0.5)], [window(24)])).toBeNull();
    expect(rangeRatio([window(24, 0.4), window(24, 0.7)], [window(24)])).not.toBeNull();
  });
});

const isWhole = process.env.LONGRANGE_WHOLE === '1';
const TIMES = isWhole ? 1000 : 20;

describe(`its interval, in ${TIMES} simulations of five seeds a way`, () => {
  it.each([
    ['documents and seeds that differ', 30, 20, 0.15],
    ['hardly any seeds', 20, 20, 0.02],
    ['seeds that differ much', 40, 24, 0.4],
  ] as const)('covers that of %s', { timeout: 1_200_000 }, (name, one, other, spread) => {
    let covered = 0;
    for (let seed = 1; seed <= TIMES; seed++) {
      const random = new RandomStream(1000 + seed);
      const asked = itemsOf(random);
      const networks = (scale: number) =>
        Array.from({ length: 5 }, () => {
          const own = scale * Math.exp(spread * normal(random));
          return asked.map(({ document, distance, u }) => ({
            document,
            distance,
            share: Number(random.nextFloat() < 0.92 / (1 + (distance / (own * Math.exp(0.3 * u))) ** 2)),
          }));
        });
      const { low, high } = rangeRatio(networks(one), networks(other), { seed, resamples: 100, least: 0 })!;
      // The half of what is nearby is a little less than 0.46, the more so the shorter the range, so that the ranges' ratio is that of the scales' only nearly.
      if (low <= expectedOf(one, other) && expectedOf(one, other) <= high) covered++;
    }
    if (isWhole) console.log(`${name}: covered ${((100 * covered) / TIMES).toFixed(1)} %`);
    expect(covered / TIMES).toBeGreaterThan(isWhole ? 0.92 : 0.75);
  });
});

/** The ratio of the places where the mean over documents falls to half of its mean at distances below 8, as these are distributed. */
function expectedOf(one: number, other: number): number {
  return placeOf(one) / placeOf(other);
}

const places = new Map<number, number>();

function placeOf(scale: number): number {
  const known = places.get(scale);
  if (known !== undefined) return known;
  const share = (distance: number) => {
    let [sum, weight] = [0, 0];
    for (let u = -4; u <= 4; u += 0.1) {
      sum += Math.exp((-u * u) / 2) / (1 + (distance / (scale * Math.exp(0.3 * u))) ** 2);
      weight += Math.exp((-u * u) / 2);
    }
    return sum / weight;
  };
  const near = [1, 2, 3, 4, 5]
    .flatMap((seed) => itemsOf(new RandomStream(seed)))
    .filter(({ distance }) => distance < 8);
  const half = near.reduce((sum, { distance }) => sum + share(distance), 0) / near.length / 2;
  let place = 1;
  while (share(place + 0.01) >= half) place += 0.01;
  places.set(scale, place);
  return place;
}
