import { THIN_BELOW } from './buckets.ts';
import { groupByDocument } from './group-by-document.ts';
import { poolAdjacent } from './pool-adjacent.ts';
import { RandomStream } from './random.ts';
import type { Range, RangePlace } from './range-schema.ts';
import { normalTail, studentCritical } from './student-t.ts';

/** How right a pair of twins is at a distance. */
export interface RangedPair {
  readonly document: string;
  /** In characters, at least 1. */
  readonly distance: number;
  /** 1 where both twins are right, 0 where one is not, between them where a share of draws is. */
  readonly share: number;
}

/** How a range is measured. */
export interface RangeOptions {
  /** Of the resamples of documents, 1 if not given. */
  readonly seed?: number;
  /** 1,000 if not given. */
  readonly resamples?: number;
  /** What "nearby" means where it is not the nearest pairs themselves: a control with nothing in between. */
  readonly nearby?: readonly RangedPair[];
  /** The share that must be right nearby for a range to be told; 0.5 if not given. */
  readonly least?: number;
}

/** Pairs nearer than so many characters are nearby, if there are enough. */
const NEAR = 8;

/** Sums over pairs, distance by distance: how many, and how right. */
interface Sums {
  readonly pairs: Float64Array;
  readonly right: Float64Array;
  nearPairs: number;
  nearRight: number;
}

/**
 * The range: the greatest distance at which a share that never rises is still half of what it is nearby. With θ half of the mean share of the
 * nearest pairs, it is where the sum of (share − θ) over all pairs up to a distance is greatest, which is where the isotonic regression of
 * the shares falls below θ (Groeneboom & Jongbloed 2014, "Nonparametric Estimation under Shape Constraints", chapter 2). So nothing is
 * assumed of the curve but that it falls: of a memory of exactly w characters the range is w, of a gradual one its half point.
 *
 * Intervals are percentiles of resamples of whole documents, θ estimated anew in each, widened for their number as Student's t is (Hesterberg
 * 2015, The American Statistician 69, 371–386). Where a curve is smooth, resampling an isotonic regression is not consistent in theory (Sen,
 * Banerjee & Woodroofe 2010, Annals of Statistics 38, 1953–1977); docs/calibration.md tells the coverage that it has. A range is
 * never told beyond the farthest pair.
 *
 * Not measurable where fewer than 30 pairs are nearby or in all, and where fewer than `least` of the nearest are right.
 */
export function measureRange(
  pairs: readonly RangedPair[],
  { seed = 1, resamples = 1000, nearby = pairs, least = 0.5 }: RangeOptions = {},
): Range {
  const ascending = [...new Set(pairs.map(({ distance }) => distance))].sort((a, b) => a - b);
  const nearEnd = nearby === pairs ? endOfNear(pairs) : Number.POSITIVE_INFINITY;
  const place = new Map(ascending.map((distance, index) => [distance, index]));
  const isNear = ({ distance }: RangedPair) => distance < nearEnd;
  const ofDocument = groupByDocument(pairs);
  const nearOf = groupByDocument(nearby.filter(isNear));
  const documents = [...new Set([...ofDocument.keys(), ...nearOf.keys()])].map((document) => ({
    pairs: (ofDocument.get(document) ?? []).map(({ distance, share }) => ({
      at: place.get(distance)!,
      share,
    })),
    near: nearOf.get(document) ?? [],
  }));
  const sumsOf = (counts: ArrayLike<number>): Sums => {
    const sums: Sums = {
      pairs: new Float64Array(ascending.length),
      right: new Float64Array(ascending.length),
      nearPairs: 0,
      nearRight: 0,
    };
    documents.forEach((document, index) => {
      const count = counts[index]!;
      if (count === 0) return;
      for (const { at, share } of document.pairs) {
        sums.pairs[at]! += count;
        sums.right[at]! += count * share;
      }
      for (const { share } of document.near) {
        sums.nearPairs += count;
        sums.nearRight += count * share;
      }
    });
    return sums;
  };
  const whole = sumsOf(documents.map(() => 1));
  const { nearPairs, nearRight } = whole;
  const nearDistances = [...nearOf.values()].flat().map(({ distance }) => distance);
  const described = {
    n: pairs.length,
    documents: ofDocument.size,
    near:
      nearPairs === 0
        ? null
        : {
            from: Math.min(...nearDistances),
            to: Math.max(...nearDistances) + 1,
            n: nearPairs,
            share: nearRight / nearPairs,
          },
    fit: fitOf(ascending, whole),
  };
  const none = { range: null, low: null, high: null };
  if (pairs.length < THIN_BELOW || nearPairs < THIN_BELOW)
    return { ...described, notMeasurable: 'few', ...none };
  if (nearRight < least * nearPairs) return { ...described, notMeasurable: 'near', ...none };
  const range = placesOf(ascending, whole).last;
  if (ofDocument.size < 2) return { ...described, notMeasurable: null, range, low: null, high: null };
  const random = new RandomStream(seed);
  const counts = new Array<number>(documents.length);
  const places = Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let draw = 0; draw < counts.length; draw++) counts[random.nextInteger(counts.length)]!++;
    return placesOf(ascending, sumsOf(counts));
  });
  const tail = normalTail(
    Math.sqrt(ofDocument.size / (ofDocument.size - 1)) * studentCritical(ofDocument.size - 1),
  );
  const left = Math.floor(tail * (resamples - 1));
  return {
    ...described,
    notMeasurable: null,
    range,
    low: places.map(({ last }) => last).sort(byPlace)[left]!,
    high: places.map(({ most }) => most).sort(byPlace)[resamples - 1 - left]!,
  };
}

/** Up to 8 characters or, where fewer than 30 pairs are so near, the first power of two below which there are so many. */
function endOfNear(pairs: readonly RangedPair[]): number {
  const thirtieth = pairs.map(({ distance }) => distance).sort((a, b) => a - b)[THIN_BELOW - 1];
  if (thirtieth === undefined) return NEAR;
  return Math.max(NEAR, 2 ** Math.floor(Math.log2(thirtieth) + 1));
}

/** The last distance that is held, and the greatest that may be: one less than the first distance that is not. */
function placesOf(ascending: readonly number[], sums: Sums): { last: RangePlace; most: RangePlace } {
  const half = sums.nearPairs === 0 ? 0 : sums.nearRight / sums.nearPairs / 2;
  let sum = 0;
  let greatest = 0;
  let last = -1;
  let farthest = -1;
  for (let at = 0; at < ascending.length; at++) {
    if (sums.pairs[at] === 0) continue;
    farthest = at;
    sum += sums.right[at]! - half * sums.pairs[at]!;
    if (sum < greatest) continue;
    greatest = sum;
    last = at;
  }
  if (last < 0) {
    const before: RangePlace = { side: 'before', characters: ascending[0]! };
    return { last: before, most: before };
  }
  if (last === farthest) {
    const after: RangePlace = { side: 'after', characters: ascending[last]! };
    return { last: after, most: after };
  }
  let next = last + 1;
  while (sums.pairs[next] === 0) next++;
  return {
    last: { side: 'at', characters: ascending[last]! },
    most: { side: 'at', characters: ascending[next]! - 1 },
  };
}

function fitOf(ascending: readonly number[], { pairs, right }: Sums): Range['fit'] {
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

const sides = ['before', 'at', 'after'];

function byPlace(a: RangePlace, b: RangePlace): number {
  return sides.indexOf(a.side) - sides.indexOf(b.side) || a.characters - b.characters;
}
