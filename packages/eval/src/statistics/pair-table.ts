import { z } from 'zod';
import type { DocumentSums } from './crossing-interval.ts';
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
export class PairTable {
  /** All distances. */
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

  /** @param counts number of times to count each document; once by default */
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

  /**
   * Sums of each document: before all pairs, and up to each of these places, ascending indices into `ascending`.
   */
  sumsUpTo(places: readonly number[]): DocumentSums[] {
    const columnOf = new Array<number>(this.ascending.length);
    let column = 0;
    for (let at = 0; at < columnOf.length; at++) {
      columnOf[at] = column + 1;
      if (at === places[column]) column++;
    }
    return this.#documents.map((document) => {
      const [pairs, right] = [0, 1].map(() => new Float64Array(places.length + 1)) as [
        Float64Array,
        Float64Array,
      ];
      for (const { at, share } of document.pairs) {
        pairs[columnOf[at]!]!++;
        right[columnOf[at]!]! += share;
      }
      for (let index = 1; index < pairs.length; index++) {
        pairs[index]! += pairs[index - 1]!;
        right[index]! += right[index - 1]!;
      }
      const nearRight = document.near.reduce((sum, { share }) => sum + share, 0);
      return { nearPairs: document.near.length, nearRight, pairs, right };
    });
  }

  /** Finds the distance up to which the sum of (share − θ) over all pairs is largest, with θ a fraction of the share nearby. */
  crossing(sums: PairSums, fraction: number): Crossing {
    const { ascending } = this;
    const theta = sums.nearPairs === 0 ? 0 : (fraction * sums.nearRight) / sums.nearPairs;
    let sum = 0;
    let greatest = 0;
    let last = -1;
    let farthest = -1;
    for (let at = 0; at < ascending.length; at++) {
      if (sums.pairs[at] === 0) continue;
      farthest = at;
      sum += sums.right[at]! - theta * sums.pairs[at]!;
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
