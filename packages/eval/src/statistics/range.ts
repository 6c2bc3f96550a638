import { RandomStream } from '@longrange/code';
import { THIN_BELOW } from './buckets.ts';
import { checkResamples } from './check-resamples.ts';
import { type PairSums, PairTable, type RangedPair } from './pair-table.ts';
import { poolAdjacent } from './pool-adjacent.ts';
import type { Range, RangePlace } from './range-schema.ts';
import { normalTail, studentCritical } from './student-t.ts';

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

/** The share that must be right nearby for a range to be told. */
export const LEAST_NEARBY = 0.5;
/** Pairs nearer than so many characters are nearby, if there are enough. */
const NEAR = 8;

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
  { seed = 1, resamples = 1000, nearby = pairs, least = LEAST_NEARBY }: RangeOptions = {},
): Range {
  checkResamples(resamples);
  const isNear = nearTest(pairs, nearby);
  const near = nearby.filter(isNear);
  const documents = [...new Set([...pairs, ...near].map(({ document }) => document))];
  const table = new PairTable(documents, pairs, near);
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
  const range = table.crossing(whole).last;
  if (withPairs < 2) return { ...described, notMeasurable: null, range, low: null, high: null };
  const random = new RandomStream(seed);
  const counts = new Array<number>(documents.length);
  const places = Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let draw = 0; draw < counts.length; draw++) counts[random.nextInteger(counts.length)]!++;
    return table.crossing(table.sum(counts));
  });
  const tail = normalTail(Math.sqrt(withPairs / (withPairs - 1)) * studentCritical(withPairs - 1));
  const left = Math.floor(tail * (resamples - 1));
  return {
    ...described,
    notMeasurable: null,
    range,
    low: places.map(({ last }) => last).sort(byPlace)[left]!,
    high: places.map(({ most }) => most).sort(byPlace)[resamples - 1 - left]!,
  };
}

/** Whether a pair is nearby. A control is, whatever its distance. */
export function nearTest(
  pairs: readonly RangedPair[],
  nearby: readonly RangedPair[],
): (pair: RangedPair) => boolean {
  const end = nearby === pairs ? endOfNear(pairs) : Number.POSITIVE_INFINITY;
  return ({ distance }) => distance < end;
}

/** Up to 8 characters or, where fewer than 30 pairs are so near, the first power of two below which there are so many. */
function endOfNear(pairs: readonly RangedPair[]): number {
  const thirtieth = pairs.map(({ distance }) => distance).sort((a, b) => a - b)[THIN_BELOW - 1];
  if (thirtieth === undefined) return NEAR;
  return Math.max(NEAR, 2 ** Math.floor(Math.log2(thirtieth) + 1));
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

const sides = ['before', 'at', 'after'];

function byPlace(a: RangePlace, b: RangePlace): number {
  return sides.indexOf(a.side) - sides.indexOf(b.side) || a.characters - b.characters;
}
