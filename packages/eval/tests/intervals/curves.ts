import { RandomStream } from '@longrange/code';
import type { RangedPair } from '../../src/statistics/pair-table.ts';

/** Returns the share of pairs that are right at a distance, in a document `u` standard deviations from the mean document. */
type ShareAt = (distance: number, u: number) => number;

/** Known memory of invented documents, for testing intervals. */
interface Curve {
  readonly shareAt: ShareAt;
  /** Factor of all distances; 1 by default. */
  readonly lengths?: number;
}

/** Makes a memory that falls as a power of the distance, to half at `scale` characters. */
const falling =
  (scale: number, spread = 0.3, power = 2): ShareAt =>
  (distance, u) =>
    0.92 / (1 + (distance / (scale * Math.exp(spread * u))) ** power);

/** Curves of every shape: some fall at once, some fall slowly, and some stay near one half for long. */
export const curves: Readonly<Record<string, Curve>> = {
  'falls like a power': { shareAt: falling(20) },
  'stays just above half up to 64': {
    shareAt: (distance) => (distance < 8 ? 1 : distance <= 64 ? 0.52 : 0.1),
  },
  'stays just above half up to 512': {
    shareAt: (distance) => (distance < 8 ? 1 : distance <= 512 ? 0.52 : 0),
  },
  'stays just below half from 8': { shareAt: (distance) => (distance < 8 ? 1 : 0.48) },
  'stays about half up to 128, in some documents more': {
    shareAt: (distance, u) =>
      distance < 8 ? 1 : distance <= 128 ? Math.min(1, Math.max(0, 0.52 + 0.3 * u)) : 0.05,
  },
  'falls slowly': { shareAt: falling(50, 0.4, 1.2) },
  'fades exponentially': { shareAt: (distance, u) => 0.95 * Math.exp(-distance / (58 * Math.exp(0.3 * u))) },
  'falls like a power, lengths doubled': { shareAt: falling(20), lengths: 2 },
  'is a window of 24': { shareAt: (distance) => Number(distance <= 24) },
  'is a window of 48, lengths doubled': { shareAt: (distance) => Number(distance <= 48), lengths: 2 },
  'is a window of 64, with slips of 20 %': { shareAt: (distance) => (distance <= 64 ? 0.8 : 0) },
  'is a window of 52, with 13 % beyond': { shareAt: (distance) => (distance <= 52 ? 1 : 0.13) },
};

/** Draws the distances of a hundred documents, each with a few pairs as far apart as real brackets. */
export function drawItems(random: RandomStream, lengths = 1) {
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  return Array.from({ length: 100 }, (_, index) => {
    const u = normal();
    const size = Math.ceil(-20 * Math.log(1 - random.nextFloat()));
    return Array.from({ length: size }, () => {
      const distance = Math.max(1, Math.round(lengths * Math.exp(2.6 + 1.4 * normal())));
      return { document: `document ${index}`, u, distance };
    });
  }).flat();
}

/** Draws pairs that are right as often as the curve says. */
export function drawPairs(seed: number, { shareAt, lengths }: Curve): RangedPair[] {
  const random = new RandomStream(seed);
  return drawItems(random, lengths).map(({ document, distance, u }) => {
    return { document, distance, share: Number(random.nextFloat() < shareAt(distance, u)) };
  });
}

/** Returns the true range: where the mean over documents falls to half its mean below distance 8, weighted by how often distances occur. */
export function crossingOf({ shareAt, lengths }: Curve): number {
  const mean = (distance: number) => {
    let [sum, weight] = [0, 0];
    for (let u = -4; u <= 4; u += 0.1) {
      sum += Math.exp((-u * u) / 2) * shareAt(distance, u);
      weight += Math.exp((-u * u) / 2);
    }
    return sum / weight;
  };
  const near = [1, 2, 3, 4, 5]
    .flatMap((seed) => drawItems(new RandomStream(seed), lengths))
    .filter(({ distance }) => distance < 8);
  const half = near.reduce((sum, { distance }) => sum + mean(distance), 0) / near.length / 2;
  let place = 1;
  while (mean(place + 1) >= half) place++;
  return place;
}
