import type { Bucket, D80 } from './shapes.ts';

/** Hewitt et al. (2020): a dependency is held at a distance where at least this share of it is. */
export const HELD_SHARE = 0.8;

/**
 * How far a dependency reaches: the upper end of the largest bucket of distances such that in it and in all nearer ones the
 * share held is at least 0.80. Thin buckets prove nothing: those nearer than the first that is not thin are passed over, one
 * further away ends the range, which is then `limited` by the data and not by the model.
 *
 * The interval is that of the buckets: D80 ends before `low` only if a bucket whose interval lies above 0.80 truly fails, and beyond `high`
 * only if one whose interval lies below truly holds; each has a chance of 2.5 %.
 *
 * @param byDistance ascending, without gaps
 */
export function d80Of(byDistance: readonly Bucket[]): D80 {
  const buckets = byDistance.slice(firstThick(byDistance));
  const { to, ended } = reachOf(buckets, ({ estimate }) => estimate);
  const low = reachOf(buckets, (bucket) => bucket.low).to;
  const high = reachOf(buckets, (bucket) => bucket.high).ended?.from ?? null;
  return { characters: to, limited: ended === null, low, high };
}

/** Up to where a bound of all buckets lies at 0.80 or above, and the bucket that ends it, if it is not the data that do. */
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

function firstThick(buckets: readonly Bucket[]): number {
  const index = buckets.findIndex(({ thin }) => !thin);
  return index < 0 ? buckets.length : index;
}
