import type { Bucket } from '../types.ts';

/** Held if more than this share is: the criterion of Hewitt et al. 2020. */
export const HELD_THRESHOLD = 0.8;

/**
 * From the nearest bucket with anything in it on, the beginning of the farthest one such that its interval and all nearer ones lie above the
 * threshold; null where that is shown of none. An empty bucket between others ends it, and so does one of fewer than 30 cases.
 */
export function shownUpTo(buckets: readonly Bucket[]): number | null {
  const first = buckets.findIndex(({ n }) => n > 0);
  if (first < 0) return null;
  const near = buckets.slice(first);
  const end = near.findIndex(({ n, low, thin }) => n === 0 || thin || low < HELD_THRESHOLD);
  const shown = end < 0 ? near : near.slice(0, end);
  return shown.at(-1)?.from ?? null;
}
