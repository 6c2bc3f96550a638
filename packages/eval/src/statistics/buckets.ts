import type { Observation } from '@longrange/code';
import { clusteredProportion } from './clusters.ts';
import { DocumentSums } from './document-sums.ts';
import type { Bucket, CountBucket, Proportion } from './shapes.ts';

/** Below this many observations a bucket is shown as thin. */
export const THIN_BELOW = 30;

/** Half-open ranges `[lowerBound(k), lowerBound(k + 1))` for k = 0, 1, …, ascending without gaps. */
export interface Scale {
  indexOf(value: number): number;
  lowerBound(index: number): number;
}

/** [0,1) [1,2) [2,4) [4,8) … for distances and positions. */
export const doublingScale: Scale = {
  indexOf: (value) => (value < 1 ? 0 : Math.floor(Math.log2(value)) + 1),
  lowerBound: (index) => (index === 0 ? 0 : 2 ** (index - 1)),
};

const UNIT_BUCKETS = 8;

/** [0,1) [1,2) … [7,8) [8,16) [16,32) … for depths and counts, of which the small ones are many and differ. */
export const unitScale: Scale = {
  indexOf: (value) =>
    value < UNIT_BUCKETS ? Math.floor(value) : Math.floor(Math.log2(value / UNIT_BUCKETS)) + UNIT_BUCKETS,
  lowerBound: (index) => (index < UNIT_BUCKETS ? index : UNIT_BUCKETS * 2 ** (index - UNIT_BUCKETS)),
};

/** The share held of all observations that are not censored, with an interval that is clustered by document. */
export function shareHeld(observations: Iterable<Observation>): Proportion {
  const sums = new DocumentSums();
  for (const { document, outcome } of observations)
    if (outcome !== 'censored') sums.add(document, outcome === 'held' ? 1 : 0, 1);
  return clusteredProportion(sums.parts);
}

/** The share held by ranges of `measure`, from the first range that is not empty to the last, without gaps. */
export function shareHeldByRange<T extends Observation>(
  observations: readonly T[],
  measure: (observation: T) => number,
  scale: Scale,
): Bucket[] {
  return rangesOf(observations, measure, scale).map(({ from, to, members }) => {
    const share = shareHeld(members);
    return { ...share, from, to, censored: members.length - share.n, thin: share.n < THIN_BELOW };
  });
}

/** How many fall in each range of `measure`, from the first range that is not empty to the last, without gaps. */
export function countByRange<T>(
  items: readonly T[],
  measure: (item: T) => number,
  scale: Scale,
): CountBucket[] {
  const counts = new Map<number, number>();
  for (const item of items) {
    const index = scale.indexOf(measure(item));
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return rangeOf(counts.keys()).map((index) => ({
    from: scale.lowerBound(index),
    to: scale.lowerBound(index + 1),
    n: counts.get(index) ?? 0,
  }));
}

/** The values of each range of `measure`, from the first range that is not empty to the last, without gaps. */
export function rangesOf<T>(
  values: readonly T[],
  measure: (value: T) => number,
  scale: Scale,
): { readonly from: number; readonly to: number; readonly members: readonly T[] }[] {
  const members = new Map<number, T[]>();
  for (const value of values) {
    const index = scale.indexOf(measure(value));
    const range = members.get(index);
    if (range === undefined) members.set(index, [value]);
    else range.push(value);
  }
  return rangeOf(members.keys()).map((index) => ({
    from: scale.lowerBound(index),
    to: scale.lowerBound(index + 1),
    members: members.get(index) ?? [],
  }));
}

function rangeOf(indexes: Iterable<number>): number[] {
  const sorted = [...indexes].sort((a, b) => a - b);
  const first = sorted[0];
  if (first === undefined) return [];
  return Array.from({ length: sorted.at(-1)! - first + 1 }, (_, offset) => first + offset);
}
