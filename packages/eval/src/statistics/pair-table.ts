import { z } from 'zod';
import type { CumulativePairs } from './crossing-interval.ts';
import { groupByDocument } from './parts.ts';
import { count } from './shapes.ts';

/** A minimal pair at a distance, and whether it is right. */
export interface RangedPair {
  readonly document: string;
  /** Distance in characters, at least 1. */
  readonly distance: number;
  /** 1 if both members are right, 0 if one is wrong; in between for a share of draws; −1 if it counts against them. */
  readonly share: number;
  /** True if there is a line break between opener and closer; undefined where that is not known. */
  readonly isOverLines?: boolean | undefined;
}

/** Numbers of pairs, and of right ones, at each distance. */
export interface PairSums {
  readonly pairs: Float64Array;
  readonly right: Float64Array;
  nearPairs: number;
  nearRight: number;
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
  /** Each document's sums: a leading 0, then those up to each of these places (ascending indices into `ascending`). */
  const sumsUpTo = (places: readonly number[]): CumulativePairs[] =>
    rows.map((row) => {
      const [own, right] = [new Float64Array(ascending.length), new Float64Array(ascending.length)];
      for (const { at, share } of row.pairs) {
        own[at]!++;
        right[at]! += share;
      }
      const upTo = (values: Float64Array) => {
        for (let at = 1; at < values.length; at++) values[at]! += values[at - 1]!;
        return Float64Array.from([0, ...places.map((at) => values[at]!)]);
      };
      const nearRight = row.near.reduce((total, { share }) => total + share, 0);
      return { nearPairs: row.near.length, nearRight, pairs: upTo(own), right: upTo(right) };
    });
  /** Finds the distance up to which the sum of (share − θ) over all pairs is largest, with θ a fraction of the share nearby. */
  const crossing = (sums: PairSums, fraction: number): RangePlace => {
    const theta = sums.nearPairs === 0 ? 0 : (fraction * sums.nearRight) / sums.nearPairs;
    let [total, greatest, last, farthest] = [0, 0, -1, -1];
    for (let at = 0; at < ascending.length; at++) {
      if (sums.pairs[at] === 0) continue;
      farthest = at;
      total += sums.right[at]! - theta * sums.pairs[at]!;
      if (total < greatest) continue;
      greatest = total;
      last = at;
    }
    if (last < 0) return { side: 'before', characters: ascending[0]! };
    return { side: last === farthest ? 'after' : 'at', characters: ascending[last]! };
  };
  return { ascending, sum, sumsUpTo, crossing };
}

/**
 * A distance: `at` a number of characters; `before` the nearest pair, if the share is below half from the start; `after` the farthest one,
 * if it never falls below half.
 */
const rangePlaceSchema = z.object({
  side: z.enum(['before', 'at', 'after']),
  characters: count,
});

/** Share of pairs or, of those that may count against, the net share. */
const share = z.number().min(-1).max(1);
/** The nearest pairs, those at `from` to `to` − 1 characters. */
const nearPairs = { from: count, to: count, n: count };

/** Range of a memory: the largest distance at which the share of pairs right in both members is still half of that nearby. */
export const rangeSchema = z.object({
  /** Number of pairs. */
  n: count,
  documents: count,
  /** Mean share of the nearest pairs; null without pairs. */
  near: z.object({ ...nearPairs, share }).nullable(),
  /** Reason for the lack of a range: fewer than 30 pairs (nearby or overall), or fewer than half right nearby. */
  notMeasurable: z.enum(['few', 'near']).nullable(),
  range: rangePlaceSchema.nullable(),
  /** 95 % interval over documents; null for fewer than three of them, and without a range. */
  low: rangePlaceSchema.nullable(),
  high: rangePlaceSchema.nullable(),
  /** Fitted share, which never rises, in each range of distances. */
  fit: z.array(z.object({ from: count, to: count, share })),
});

/** Half-life of evidence: the largest distance at which its mean is still half of that nearby. Not measurable below 1 nat nearby. */
export const halfLifeSchema = rangeSchema.omit({ fit: true }).extend({
  /** Mean evidence of the nearest pairs; null without pairs. */
  near: z.object({ ...nearPairs, nats: z.number() }).nullable(),
});

/** Place of a range or of an end of its interval. */
export type RangePlace = z.infer<typeof rangePlaceSchema>;
/** Range of a memory, and the fitted curve. */
export type Range = z.infer<typeof rangeSchema>;
/** Half-life of evidence. */
export type HalfLife = z.infer<typeof halfLifeSchema>;
