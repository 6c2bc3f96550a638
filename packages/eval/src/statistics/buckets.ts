import type { Observation } from '@longrange/code';
import { clusteredProportion } from './clusters.ts';
import { DocumentSums, groupBy } from './parts.ts';
import type { Bucket, CountBucket, D80, Dependency, Proportion } from './shapes.ts';

/** Buckets with fewer observations are marked as thin. */
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

/** Returns whether a range of `doublingScale` begins here. */
export function isDoubling(value: number): boolean {
  return doublingScale.lowerBound(doublingScale.indexOf(value)) === value;
}

const UNIT_BUCKETS = 8;

/** [0,1) [1,2) … [7,8) [8,16) [16,32) … for depths and counts, most of which are small. */
export const unitScale: Scale = {
  indexOf: (value) =>
    value < UNIT_BUCKETS ? Math.floor(value) : Math.floor(Math.log2(value / UNIT_BUCKETS)) + UNIT_BUCKETS,
  lowerBound: (index) => (index < UNIT_BUCKETS ? index : UNIT_BUCKETS * 2 ** (index - UNIT_BUCKETS)),
};

/** Share held among the uncensored observations, with an interval clustered by document. */
export function shareHeld(observations: Iterable<Observation>): Proportion {
  const sums = new DocumentSums();
  for (const { document, outcome } of observations)
    if (outcome !== 'censored') sums.add(document, outcome === 'held' ? 1 : 0, 1);
  return clusteredProportion(sums.parts);
}

/** Share held in each range of `measure`, from the first non-empty range to the last, without gaps. */
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

/** Share at one distance or length, as a range. */
export function bucketAt(from: number, share: Proportion): Bucket {
  return { ...share, from, to: from + 1, censored: 0, thin: share.n < THIN_BELOW };
}

/** Number of items in each range of `measure`, from the first non-empty range to the last, without gaps. */
export function countByRange<T>(
  items: readonly T[],
  measure: (item: T) => number,
  scale: Scale,
): CountBucket[] {
  return rangesOf(items, measure, scale).map(({ from, to, members }) => ({ from, to, n: members.length }));
}

/** Values in each range of `measure`, from the first non-empty range to the last, without gaps. */
export function rangesOf<T>(
  values: readonly T[],
  measure: (value: T) => number,
  scale: Scale,
): { readonly from: number; readonly to: number; readonly members: readonly T[] }[] {
  const members = groupBy(values, (value) => scale.indexOf(measure(value)));
  if (members.size === 0) return [];
  const indexes = [...members.keys()];
  const first = Math.min(...indexes);
  return Array.from({ length: Math.max(...indexes) - first + 1 }, (_, offset) => ({
    from: scale.lowerBound(first + offset),
    to: scale.lowerBound(first + offset + 1),
    members: members.get(first + offset) ?? [],
  }));
}

/** Share of dependencies held, overall and by distance, depth and attractors. */
export function summarizeDependency(observations: readonly Observation[]): Dependency {
  return {
    overall: shareHeld(observations),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
    byAttractors: shareHeldByRange(observations, ({ attractors }) => attractors, unitScale),
  };
}

/** Share at which a dependency counts as held at a distance, and of all closers' probability above which one is known (Hewitt et al. 2020). */
export const HELD_SHARE = 0.8;

/**
 * Reach of a dependency: the upper end of the farthest distance bucket up to which every bucket has a share held of at
 * least 0.80. Thin buckets prove nothing: those before the first that is not thin are skipped, and a later one ends the
 * range, which is then `limited` by the data rather than by the model.
 *
 * The interval follows from those of the buckets: the true D80 is below `low` only if a bucket whose interval lies above 0.80 in fact
 * fails, and beyond `high` only if one whose interval lies below it in fact holds; each has a probability of 2.5 %.
 *
 * @param byDistance ascending, without gaps
 */
export function d80Of(byDistance: readonly Bucket[]): D80 {
  const first = byDistance.findIndex(({ thin }) => !thin);
  const buckets = first < 0 ? [] : byDistance.slice(first);
  const { to, ended } = reachOf(buckets, ({ estimate }) => estimate);
  const low = reachOf(buckets, (bucket) => bucket.low).to;
  const high = reachOf(buckets, (bucket) => bucket.high).ended?.from ?? null;
  return { characters: to, limited: ended === null, low, high };
}

/** End of the leading buckets whose bound is at least 0.80, and the bucket that ends the run; null if the data end first. */
function reachOf(
  buckets: readonly Bucket[],
  boundOf: (bucket: Bucket) => number | null,
): { to: number | null; ended: Bucket | null } {
  let to: number | null = null;
  for (const bucket of buckets) {
    if (bucket.thin) break;
    if ((boundOf(bucket) ?? 0) < HELD_SHARE) return { to, ended: bucket };
    to = bucket.to;
  }
  return { to, ended: null };
}
