import { RandomStream } from '@longrange/code';
import { THIN_BELOW } from './buckets.ts';
import { groupInterval, ofMean, type SeededDifference, studentDifference } from './crossed-difference.ts';
import { crossingInterval } from './crossing-interval.ts';
import {
  type PairSums,
  type PairTable,
  pairTable,
  type Range,
  type RangedPair,
  type RangePlace,
} from './pair-table.ts';
import { LEAST_FOR_INTERVAL } from './parts.ts';

/** Options for measuring a range. */
export interface RangeOptions {
  /** Seed of the resamples of documents, 1 by default. */
  readonly seed?: number;
  /** Number of resamples, 400 by default. */
  readonly resamples?: number;
  /** Fraction of the share nearby at which the range ends; 0.5 by default. */
  readonly fraction?: number;
  /** Pairs that count as nearby, instead of the nearest ones: a control with nothing in between. */
  readonly nearby?: readonly RangedPair[];
  /** Share that must be right nearby to determine a range; 0.5 by default. */
  readonly least?: number;
}

/** Default share that must be right nearby to determine a range. */
const LEAST_NEARBY = 0.5;
/** Distance below which pairs are nearby, if there are enough. */
const NEAR = 8;

/**
 * Measures the range: the largest distance at which a share that never rises is still half of that nearby. With θ half of the mean share
 * of the nearest pairs, it is the distance up to which the sum of (share − θ) over all pairs is largest, where the isotonic regression of
 * the shares falls below θ (Groeneboom & Jongbloed 2014, "Nonparametric Estimation under Shape Constraints", chapter 2). Nothing is assumed
 * about the curve except that it falls: the range of a memory of exactly w characters is w, that of a gradual one its half point.
 *
 * An interval holds the distances that a 5 % test over documents does not reject, see `crossingInterval`; docs/calibration.md gives its coverage.
 * A range never exceeds the distance of the farthest pair.
 *
 * Not measurable with fewer than 30 pairs nearby or overall, or if less than a share of `least` of the nearest pairs is right.
 */
export function measureRange(
  pairs: readonly RangedPair[],
  { seed = 1, resamples = 400, fraction = 0.5, nearby = pairs, least = LEAST_NEARBY }: RangeOptions = {},
): Range {
  const isNear = nearTest(pairs, nearby);
  const near = nearby.filter(isNear);
  const documents = [...new Set([...pairs, ...near].map(({ document }) => document))];
  const table = pairTable(documents, pairs, near);
  const whole = table.sum();
  const { nearPairs, nearRight } = whole;
  const withPairs = new Set(pairs.map(({ document }) => document)).size;
  const described = {
    n: pairs.length,
    documents: withPairs,
    near:
      nearPairs === 0
        ? null
        : {
            from: near.reduce((least, { distance }) => Math.min(least, distance), Number.POSITIVE_INFINITY),
            to: near.reduce((most, { distance }) => Math.max(most, distance), 0) + 1,
            n: nearPairs,
            share: nearRight / nearPairs,
          },
    fit: fitOf(table.ascending, whole),
  };
  const none = { range: null, low: null, high: null };
  if (pairs.length < THIN_BELOW || nearPairs < THIN_BELOW)
    return { ...described, notMeasurable: 'few', ...none };
  if (nearRight < least * nearPairs) return { ...described, notMeasurable: 'near', ...none };
  const range = table.crossing(whole, fraction);
  if (withPairs < LEAST_FOR_INTERVAL)
    return { ...described, notMeasurable: null, range, low: null, high: null };
  const { ascending } = table;
  const places = candidatesAround(ascending, range);
  const { first, last } = crossingInterval(table.sumsUpTo(places), fraction, {
    draws: resamples,
    random: new RandomStream(seed),
  });
  // An end lies anywhere between the last candidate that is possible and the next one, which is not.
  const lowest = first < 2 ? 0 : places[first - 2]! + 1;
  const [nearest, farthest] = [ascending[0]!, ascending.at(-1)!];
  const place = (side: RangePlace['side'], characters: number): RangePlace => ({ side, characters });
  return {
    ...described,
    notMeasurable: null,
    range,
    low:
      first === 0
        ? place('before', nearest)
        : place(lowest === ascending.length - 1 ? 'after' : 'at', ascending[lowest]!),
    high:
      last === 0
        ? place('before', nearest)
        : last === places.length
          ? place('after', farthest)
          : place('at', ascending[places[last]!]! - 1),
  };
}

/** Indices of candidate distances around a range: the ten next to it on either side and, from there on, one per step of 6 %. */
function candidatesAround(ascending: readonly number[], { side, characters }: RangePlace): number[] {
  const center = side === 'before' ? -1 : ascending.indexOf(characters);
  const step = (distance: number) => Math.floor(Math.log(distance) / Math.log(1.06));
  return ascending.flatMap((distance, at) => {
    const next = ascending[at + 1];
    return Math.abs(at - center) <= 10 || next === undefined || step(next) > step(distance) ? [at] : [];
  });
}

/**
 * Returns a test of whether a pair is nearby, as pairs of a control always are: nearer than 8 characters or, if fewer than 30 pairs are,
 * than the first power of two below which there are 30.
 */
export function nearTest(
  pairs: readonly RangedPair[],
  nearby: readonly RangedPair[],
): (pair: RangedPair) => boolean {
  if (nearby !== pairs) return () => true;
  const thirtieth = pairs.map(({ distance }) => distance).sort((a, b) => a - b)[THIN_BELOW - 1];
  const end = Math.max(NEAR, thirtieth === undefined ? 0 : 2 ** Math.floor(Math.log2(thirtieth) + 1));
  return ({ distance }) => distance < end;
}

function fitOf(ascending: readonly number[], { pairs, right }: PairSums): Range['fit'] {
  let first = 0;
  return poolAdjacent(
    right.map((sum, at) => sum / pairs[at]!),
    pairs,
  ).map(({ mean, size }) => {
    const from = ascending[first]!;
    first += size;
    return { from, to: ascending[first - 1]! + 1, share: Math.round(1e4 * mean) / 1e4 };
  });
}

/** Ratio of the ranges of two ways of training, with its 95 % interval and two-sided p-value. */
export interface RangeRatio extends Omit<SeededDifference, 'difference'> {
  readonly ratio: number;
}

interface RatioOptions extends Omit<RangeOptions, 'nearby' | 'fraction'> {
  /** Pairs to find the range of, all by default; the nearest of all pairs count as nearby. */
  readonly isCounted?: (pair: RangedPair) => boolean;
}

/**
 * Ratio of the ranges of two ways of training, each the geometric mean over networks with different seeds, all scored on the same
 * documents' pairs. Its variance, on a logarithmic scale, is that over documents and over the seeds of each way, as in `crossedDifference`;
 * it says nothing about other seeds of a way that has only one. The variance over documents comes from resampling them.
 *
 * @param first pairs of each seed
 * @returns null if either way has no range: fewer than half of the pairs nearby are right, over all seeds
 */
export function rangeRatio(
  first: readonly (readonly RangedPair[])[],
  second: readonly (readonly RangedPair[])[],
  options: RatioOptions = {},
): RangeRatio | null {
  const found = contrastRanges([first, second], options);
  if (found === null) return null;
  const { logarithms, overDocuments } = found;
  const overSeeds = logarithms.filter(({ length }) => length > 1).map(ofMean);
  const [own, other] = logarithms.map(meanOf) as [number, number];
  const { difference, low, high, ...rest } = studentDifference(
    own - other,
    [overDocuments, ...overSeeds],
    overDocuments.variance,
  );
  return { ratio: Math.exp(difference), low: Math.exp(low), high: Math.exp(high), ...rest };
}

/**
 * Ranges of several networks that differ in their seed, and their geometric mean with its 95 % interval over documents and seeds: `low` is
 * at least the distance of the nearest pair, `high` null beyond that of the farthest, and both null if the seeds are too few.
 * @returns null as from `rangeRatio`
 */
export function meanRange(networks: readonly (readonly RangedPair[])[], options: RatioOptions = {}) {
  const found = contrastRanges([networks], options);
  if (found === null) return null;
  const [logarithms] = found.logarithms as [number[]];
  const mean = meanOf(logarithms);
  const { low, high } = groupInterval(mean, [found.overDocuments, ofMean(logarithms)]);
  const { isCounted = () => true } = options;
  const distances = networks[0]!
    .filter(isCounted)
    .map(({ distance }) => distance)
    .sort((a, b) => a - b);
  const [nearest, farthest] = [distances[0]!, distances.at(-1)!];
  return {
    places: found.places,
    mean: Math.exp(mean),
    low: low === null ? null : Math.max(nearest, Math.exp(low)),
    high: high === null || Math.exp(high) > farthest ? null : Math.exp(high),
  };
}

/** Logarithm of each network's range, and the variance over documents of the first way's mean minus the second's. */
function contrastRanges(
  ways: readonly (readonly (readonly RangedPair[])[])[],
  { seed = 1, resamples = 1000, least = LEAST_NEARBY, isCounted = () => true }: RatioOptions,
) {
  const documents = [...new Set(ways.flat(2).map(({ document }) => document))];
  const tables = ways.map((networks) =>
    networks.map((pairs) =>
      pairTable(documents, pairs.filter(isCounted), pairs.filter(nearTest(pairs, pairs))),
    ),
  );
  if (!tables.every((own) => isMeasurable(own, least))) return null;
  const placesOf = (own: readonly PairTable[], counts?: readonly number[]) =>
    own.map((table) => table.crossing(table.sum(counts), 0.5));
  const logarithmsOf = (counts?: readonly number[]) =>
    tables.map((own) => placesOf(own, counts).map(({ characters }) => Math.log(characters)));
  const random = new RandomStream(seed);
  const resampled = Array.from({ length: resamples }, () => {
    const counts = new Array<number>(documents.length).fill(0);
    for (let draw = 0; draw < counts.length; draw++) counts[random.nextInteger(counts.length)]!++;
    const [own, other = 0] = logarithmsOf(counts).map(meanOf);
    return own! - other;
  });
  const degrees = documents.length - 1;
  const center = meanOf(resampled);
  const spread = resampled.reduce((sum, one) => sum + (one - center) ** 2, 0) / (resamples - 1);
  return {
    places: tables.flatMap((own) => placesOf(own)),
    logarithms: logarithmsOf(),
    overDocuments: { variance: (spread * documents.length) / degrees, degrees },
  };
}

function isMeasurable(tables: readonly PairTable[], least: number): boolean {
  const sums = tables.map((table) => table.sum());
  const pairs = sums.reduce((sum, { nearPairs }) => sum + nearPairs, 0);
  const right = sums.reduce((sum, { nearRight }) => sum + nearRight, 0);
  return pairs > 0 && right >= least * pairs;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Successive values with a common mean. */
interface Pool {
  readonly mean: number;
  readonly weight: number;
  readonly size: number;
}

/**
 * Level stretches of the non-increasing sequence closest to `values` in weighted least squares: pool adjacent violators. Ayer, Brunk,
 * Ewing, Reid & Silverman (1955), "An empirical distribution function for sampling with incomplete information", Annals of Mathematical
 * Statistics 26, 641–647.
 * @param weights positive
 */
function poolAdjacent(values: ArrayLike<number>, weights: ArrayLike<number>): Pool[] {
  const pools: Pool[] = [];
  for (let index = 0; index < values.length; index++) {
    let pool = { mean: values[index]!, weight: weights[index]!, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.mean <= pool.mean; last = pools.at(-1)) {
      pools.pop();
      const weight = last.weight + pool.weight;
      const mean = (last.mean * last.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, size: last.size + pool.size };
    }
    pools.push(pool);
  }
  return pools;
}
