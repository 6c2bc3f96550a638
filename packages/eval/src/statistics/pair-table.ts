import { z } from 'zod';
import { groupByDocument } from './parts.ts';
import { count } from './shapes.ts';

/** How right a pair of twins is at a distance. */
export interface RangedPair {
  readonly document: string;
  /** In characters, at least 1. */
  readonly distance: number;
  /** 1 where both twins are right, 0 where one is not, between them where a share of draws is. */
  readonly share: number;
}

/** Sums over pairs, distance by distance: how many, and how right. */
export interface PairSums {
  readonly pairs: Float64Array;
  readonly right: Float64Array;
  nearPairs: number;
  nearRight: number;
}

/** Where a share falls to half: the last distance that is held, and the greatest that may be, one less than the first distance that is not. */
interface Crossing {
  readonly last: RangePlace;
  readonly most: RangePlace;
}

/** Pairs by document and distance, to be summed over any resample of the documents. */
export class PairTable {
  /** The distances that there are. */
  readonly ascending: readonly number[];
  readonly #documents: readonly {
    readonly pairs: readonly { readonly at: number; readonly share: number }[];
    readonly near: readonly RangedPair[];
  }[];

  constructor(documents: readonly string[], pairs: readonly RangedPair[], near: readonly RangedPair[]) {
    this.ascending = [...new Set(pairs.map(({ distance }) => distance))].sort((a, b) => a - b);
    const place = new Map(this.ascending.map((distance, index) => [distance, index]));
    const ofDocument = groupByDocument(pairs);
    const nearOf = groupByDocument(near);
    this.#documents = documents.map((document) => ({
      pairs: (ofDocument.get(document) ?? []).map(({ distance, share }) => ({
        at: place.get(distance)!,
        share,
      })),
      near: nearOf.get(document) ?? [],
    }));
  }

  /** @param counts how often each document is taken; once if not given */
  sum(counts?: ArrayLike<number>): PairSums {
    const sums: PairSums = {
      pairs: new Float64Array(this.ascending.length),
      right: new Float64Array(this.ascending.length),
      nearPairs: 0,
      nearRight: 0,
    };
    this.#documents.forEach((document, index) => {
      const count = counts === undefined ? 1 : counts[index]!;
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
  }

  /** Where the sum of (share − θ) over all pairs up to a distance is greatest, θ half of the share nearby. */
  crossing(sums: PairSums): Crossing {
    const { ascending } = this;
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
}

/**
 * A distance in characters: `at` so many; `before` the nearest pair, where the share is below half from the start; `after` the farthest, where
 * it does not fall below half as far as there are pairs.
 */
const rangePlaceSchema = z.object({
  side: z.enum(['before', 'at', 'after']),
  characters: count,
});

/** The range of a memory: the greatest distance at which the share of pairs right in both twins is still half of what it is nearby. */
export const rangeSchema = z.object({
  /** Pairs, and the documents that they are from. */
  n: count,
  documents: count,
  /** The mean share of the nearest pairs, those at `from` to `to` − 1 characters; null without pairs. */
  near: z.object({ from: count, to: count, n: count, share: z.number().min(0).max(1) }).nullable(),
  /** Why there is no range: fewer than 30 pairs (nearby, or in all), or fewer than half right nearby. */
  notMeasurable: z.enum(['few', 'near']).nullable(),
  range: rangePlaceSchema.nullable(),
  /** 95 %, from resampled documents; null for a single document and where there is no range. */
  low: rangePlaceSchema.nullable(),
  high: rangePlaceSchema.nullable(),
  /** The fitted share, which never rises: from each of these distances up to the next. */
  fit: z.array(z.object({ from: count, to: count, share: z.number().min(0).max(1) })),
});

/** A distance that a range or an end of its interval is at, or beyond which it lies. */
export type RangePlace = z.infer<typeof rangePlaceSchema>;
/** How far back a memory reaches, and the curve that says so. */
export type Range = z.infer<typeof rangeSchema>;
