import type { Bucket } from '../types.ts';

/** Held if more than this share is: the criterion of Hewitt et al. 2020. */
export const HELD_THRESHOLD = 0.8;

/** How far a share by distance stays above the threshold, and what the intervals allow to say of it. */
export interface Reach {
  /** Lower end of the nearest bucket with anything in it. */
  from: number;
  /** Upper end of the largest bucket such that its interval and all nearer ones lie above the threshold. */
  shown: number | null;
  /** The same by the estimates alone: never claimed, only mentioned. */
  estimated: number | null;
  /** The nearest bucket whose whole interval lies below the threshold. */
  broken: Bucket | null;
  /** Upper end of the farthest bucket with anything in it. */
  measured: number;
}

/**
 * Null where no bucket has anything in it. An empty bucket between others ends a reach, as its interval is all of
 * [0, 1], and so does a thin one: nothing is claimed from fewer than 30 cases.
 */
export function measureReach(buckets: readonly Bucket[]): Reach | null {
  const filled = buckets.filter(({ n }) => n > 0);
  const first = filled[0];
  const last = filled.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    from: first.from,
    shown: upperEndWhile(buckets, first, ({ low, thin }) => !thin && low >= HELD_THRESHOLD),
    estimated: upperEndWhile(buckets, first, ({ estimate }) => (estimate ?? 0) >= HELD_THRESHOLD),
    broken: filled.find(({ high, thin }) => !thin && high < HELD_THRESHOLD) ?? null,
    measured: last.to,
  };
}

/** The same for shares of what is still open after `from` characters, which say nothing of the rest of the bucket. */
export function measureOpenReach(buckets: readonly Bucket[]): Reach | null {
  return measureReach(buckets.map((bucket) => ({ ...bucket, to: bucket.from })));
}

function upperEndWhile(
  buckets: readonly Bucket[],
  first: Bucket,
  holds: (bucket: Bucket) => boolean,
): number | null {
  let end: number | null = null;
  for (const bucket of buckets.slice(buckets.indexOf(first))) {
    if (bucket.n === 0 || !holds(bucket)) break;
    end = bucket.to;
  }
  return end;
}
