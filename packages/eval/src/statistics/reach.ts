import { THIN_BELOW } from './buckets.ts';
import { groupByDocument } from './group-by-document.ts';
import type { Observation } from './observation.ts';
import { RandomStream } from './random.ts';
import {
  type CrossingPoint,
  crossingOf,
  type MonotoneCurve,
  poolAdjacent,
  solveTridiagonal,
} from './reach-curve.ts';
import type { Reach, ReachPlace } from './shapes.ts';
import { normalTail, studentCritical } from './student-t.ts';

/** What one document adds to the sums that a curve follows from. */
interface Part {
  readonly sums: Float64Array;
}

/** How sums over documents become a curve. */
interface Fit {
  readonly knots: readonly number[];
  readonly parts: readonly Part[];
  /** The share at each knot and its weight, before they are made monotone. */
  estimate(sums: Float64Array): { shares: ArrayLike<number>; weights: ArrayLike<number> };
}

export interface ReachOptions {
  readonly seed?: number;
  readonly resamples?: number;
}

/** Two per doubling. */
const READING_STEP = 0.5;

/**
 * How far reading holds: the share held of the cases at distance d, and where it falls below 0.80. The curve is linear in log₂ d between
 * knots at the powers of two: least squares in hat functions, with one case's worth of pull towards the neighbouring knots, then made
 * non-increasing (`poolAdjacent`, weighted by the cases).
 *
 * Knots, unlike a plain isotonic regression, leave the estimate with as many parameters however many cases there are, so that resampling
 * documents is consistent; for the isotonic one it is not (Sen, Banerjee & Woodroofe 2010, Annals of Statistics 38, 1953–1977). Unlike a
 * logistic curve, it may be level and then fall. A knot with fewer than 30 cases is left out; cases beyond the last count there. Null with
 * fewer than 30 in all.
 */
export function readingReach(observations: readonly Observation[], options: ReachOptions = {}): Reach | null {
  const known = observations.filter(({ outcome }) => outcome !== 'censored');
  const knots = knotsFor(known.map(({ distance }) => Math.max(1, distance)));
  if (knots === null) return null;
  const K = knots.length;
  const places = knots.map(Math.log2);
  const parts = [...groupByDocument(known).values()].map((own): Part => {
    // Hat functions' products with themselves and their neighbours, with 1, and with what was held.
    const sums = new Float64Array(4 * K);
    for (const { distance, outcome } of own) {
      const { knot, share } = placeAmong(places, Math.log2(Math.max(1, distance)));
      const held = outcome === 'held' ? 1 : 0;
      const add = (at: number, weight: number) => {
        sums[at]! += weight * weight;
        sums[2 * K + at]! += weight;
        sums[3 * K + at]! += weight * held;
      };
      add(knot, 1 - share);
      if (share === 0) continue;
      add(knot + 1, share);
      sums[K + knot]! += share * (1 - share);
    }
    return { sums };
  });
  const estimate = (sums: Float64Array) => {
    const pull = (knot: number) => (K === 1 ? 0 : knot === 0 || knot === K - 1 ? 1 : 2);
    const diagonal = knots.map((_, knot) => sums[knot]! + pull(knot));
    const beside = knots.slice(1).map((_, knot) => sums[K + knot]! - 1);
    const shares = solveTridiagonal(diagonal, beside, sums.subarray(3 * K));
    return {
      shares: shares.map((share) => Math.min(1, Math.max(0, share))),
      weights: sums.subarray(2 * K, 3 * K),
    };
  };
  return reachOf({ knots, parts, estimate }, known.length, options);
}

/**
 * The curve with pointwise 95 % intervals, and its crossing with its own: percentiles of resamples of whole documents, widened for the number
 * of documents as Student's t is (Hesterberg 2015, "What teachers should know about the bootstrap", The American Statistician 69, 371–386,
 * section 4.3). Where a resample's curve does not cross, its crossing counts as nearer or farther than all distances with cases.
 */
function reachOf(fit: Fit, n: number, { seed = 1, resamples = 2000 }: ReachOptions): Reach {
  const { knots, parts } = fit;
  const documents = parts.length;
  const curveOf = (sums: Float64Array): MonotoneCurve => {
    const { shares, weights } = fit.estimate(sums);
    return { knots, shares: poolAdjacent(shares, weights) };
  };
  const curve = curveOf(
    sumOf(
      parts,
      parts.map(() => 1),
    ),
  );
  const common = { n, documents, crossing: rounded(crossingOf(curve)) };
  if (documents < 2) {
    const points = knots.map((distance, knot) => ({
      distance: round(distance),
      share: round(curve.shares[knot]!, 4),
      low: null,
      high: null,
    }));
    return { ...common, low: null, high: null, curve: points };
  }
  const random = new RandomStream(seed);
  const counts = new Array<number>(documents);
  const curves = Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let draw = 0; draw < documents; draw++) counts[random.nextInteger(documents)]!++;
    return curveOf(sumOf(parts, counts));
  });
  const tail = normalTail(Math.sqrt(documents / (documents - 1)) * studentCritical(documents - 1));
  const crossings = curves.map(crossingOf).sort(byPlace);
  const ends = <T>(ascending: readonly T[]): [T, T] => {
    const left = Math.floor(tail * (resamples - 1));
    return [ascending[left]!, ascending[resamples - 1 - left]!];
  };
  const [low, high] = ends(crossings);
  return {
    ...common,
    low: rounded(low),
    high: rounded(high),
    curve: knots.map((distance, knot) => {
      const [from, to] = ends(curves.map(({ shares }) => shares[knot]!).sort((a, b) => a - b));
      return {
        distance: round(distance),
        share: round(curve.shares[knot]!, 4),
        low: round(from, 4),
        high: round(to, 4),
      };
    }),
  };
}

const sides = ['before', 'at', 'after'];

function byPlace(a: CrossingPoint, b: CrossingPoint): number {
  return sides.indexOf(a.side) - sides.indexOf(b.side) || a.characters - b.characters;
}

function sumOf(parts: readonly Part[], counts: readonly number[]): Float64Array {
  const total = new Float64Array(parts[0]!.sums.length);
  for (const [index, { sums }] of parts.entries()) {
    const count = counts[index]!;
    if (count > 0) for (let at = 0; at < total.length; at++) total[at]! += count * sums[at]!;
  }
  return total;
}

/** Powers of two from the nearest case to the thirtieth from the far end, each with 30 cases around it; null with fewer than 30 in all. */
function knotsFor(distances: readonly number[]): number[] | null {
  const ascending = [...distances].sort((a, b) => a - b);
  const farthest = ascending.at(-THIN_BELOW);
  if (farthest === undefined) return null;
  const nearest = ascending[0]!;
  let knots = [nearest];
  const first = Math.ceil(Math.log2(nearest) / READING_STEP + 0.5);
  for (let index = first; 2 ** (READING_STEP * (index + 0.5)) < farthest; index++)
    knots.push(2 ** (READING_STEP * index));
  if (farthest > nearest) knots.push(farthest);
  for (;;) {
    const cases = casesAround(knots, ascending);
    const least = cases.indexOf(Math.min(...cases));
    if (knots.length === 1 || cases[least]! >= THIN_BELOW) return knots;
    // The ends are where the curve begins and ends; those beside them make room.
    const last = knots.length - 1;
    const left = last > 1 && least === 0 ? 1 : last > 1 && least === last ? last - 1 : least;
    knots = knots.filter((_, index) => index !== left);
  }
}

function casesAround(knots: readonly number[], distances: readonly number[]): number[] {
  const places = knots.map(Math.log2);
  const cases = knots.map(() => 0);
  for (const distance of distances) {
    const { knot, share } = placeAmong(places, Math.log2(distance));
    cases[knot]! += 1 - share;
    if (share > 0) cases[knot + 1]! += share;
  }
  return cases;
}

/** The knot at or left of a place, and how far the place lies from it towards the next; beyond the ends, the ends. */
function placeAmong(knots: readonly number[], place: number): { knot: number; share: number } {
  const next = knots.findIndex((knot) => knot > place);
  if (next === 0) return { knot: 0, share: 0 };
  if (next < 0) return { knot: knots.length - 1, share: 0 };
  const [from, to] = [knots[next - 1]!, knots[next]!];
  return { knot: next - 1, share: (place - from) / (to - from) };
}

function rounded({ side, characters }: CrossingPoint): ReachPlace {
  return { side, characters: round(characters) };
}

/** As many decimals as the file needs. */
function round(value: number, decimals = 1): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
