import { z } from 'zod';
import { groupByDocument } from './parts.ts';
import { count } from './shapes.ts';

/** Correctness of a pair of members at a distance. */
export interface RangedPair {
  readonly document: string;
  /** Distance in characters, at least 1. */
  readonly distance: number;
  /** 1 if both members are right, 0 if one is wrong; in between for a share of draws. */
  readonly share: number;
}

/** Number of pairs, and of those right, at each distance. */
export interface PairSums {
  readonly pairs: Float64Array;
  readonly right: Float64Array;
  nearPairs: number;
  nearRight: number;
}

/** Place where a share falls to half: the last distance that is held, and the largest that may be, one less than the first that is not. */
interface Crossing {
  readonly last: RangePlace;
  readonly most: RangePlace;
}

/** Pairs by document and distance, to sum over any resample of the documents. */
export type PairTable = ReturnType<typeof pairTable>;

export function pairTable(
  documents: readonly string[],
  pairs: readonly RangedPair[],
  near: readonly RangedPair[],
) {
  const ascending = [...new Set(pairs.map(({ distance }) => distance))].sort((a, b) => a - b);
  const place = new Map(ascending.map((distance, index) => [distance, index]));
  const [ofDocument, nearOf] = [groupByDocument(pairs), groupByDocument(near)];
  const rows = documents.map((document) => ({
    pairs: (ofDocument.get(document) ?? []).map(({ distance, share }) => ({
      at: place.get(distance)!,
      share,
    })),
    near: nearOf.get(document) ?? [],
  }));
  /** @param counts number of times to count each document; once by default */
  const sum = (counts?: ArrayLike<number>): PairSums => {
    const sums: PairSums = {
      pairs: new Float64Array(ascending.length),
      right: new Float64Array(ascending.length),
      nearPairs: 0,
      nearRight: 0,
    };
    rows.forEach((row, index) => {
      const count = counts === undefined ? 1 : counts[index]!;
      if (count === 0) return;
      for (const { at, share } of row.pairs) {
        sums.pairs[at]! += count;
        sums.right[at]! += count * share;
      }
      for (const { share } of row.near) {
        sums.nearPairs += count;
        sums.nearRight += count * share;
      }
    });
    return sums;
  };
  /** Finds the distance up to which the sum of (share − θ) over all pairs is largest, with θ half of the share nearby. */
  const crossing = (sums: PairSums): Crossing => {
    const half = sums.nearPairs === 0 ? 0 : sums.nearRight / sums.nearPairs / 2;
    let [total, greatest, last, farthest] = [0, 0, -1, -1];
    for (let at = 0; at < ascending.length; at++) {
      if (sums.pairs[at] === 0) continue;
      farthest = at;
      total += sums.right[at]! - half * sums.pairs[at]!;
      if (total < greatest) continue;
      greatest = total;
      last = at;
    }
    const place = (side: RangePlace['side'], characters: number): RangePlace => ({ side, characters });
    if (last < 0 || last === farthest) {
      const only = last < 0 ? place('before', ascending[0]!) : place('after', ascending[last]!);
      return { last: only, most: only };
    }
    let next = last + 1;
    while (sums.pairs[next] === 0) next++;
    return { last: place('at', ascending[last]!), most: place('at', ascending[next]! - 1) };
  };
  return { ascending, sum, crossing };
}

/**
 * A distance: `at` so many characters; `before` the nearest pair, if the share is below half from the start; `after` the farthest one, if it
 * never falls below half.
 */
const rangePlaceSchema = z.object({
  side: z.enum(['before', 'at', 'after']),
  characters: count,
});

/** Range of a memory: the largest distance at which the share of pairs right in both members is still half of that nearby. */
export const rangeSchema = z.object({
  /** Number of pairs. */
  n: count,
  documents: count,
  /** Mean share of the nearest pairs, those at `from` to `to` − 1 characters; null without pairs. */
  near: z.object({ from: count, to: count, n: count, share: z.number().min(0).max(1) }).nullable(),
  /** Reason for the lack of a range: fewer than 30 pairs (nearby or overall), or fewer than half right nearby. */
  notMeasurable: z.enum(['few', 'near']).nullable(),
  range: rangePlaceSchema.nullable(),
  /** 95 % interval from resampled documents; null for a single document and without a range. */
  low: rangePlaceSchema.nullable(),
  high: rangePlaceSchema.nullable(),
  /** Fitted share, which never rises, in each range of distances. */
  fit: z.array(z.object({ from: count, to: count, share: z.number().min(0).max(1) })),
});

/** Place of a range or of an end of its interval. */
export type RangePlace = z.infer<typeof rangePlaceSchema>;
/** Range of a memory, and the fitted curve. */
export type Range = z.infer<typeof rangeSchema>;
