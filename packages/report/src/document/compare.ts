import {
  type Bounds,
  formatBucket,
  formatCount,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
} from '../text/format.ts';
import type { Proportion } from './types.ts';

export type Order = 'above' | 'below' | 'overlapping';

/** How interval `a` lies to interval `b`. Overlapping intervals allow no word about which is larger, and neither does none. */
export function compareIntervals(a: Bounds, b: Bounds): Order {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return 'overlapping';
  if (a.low > b.high) return 'above';
  if (a.high < b.low) return 'below';
  return 'overlapping';
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or that there was nothing to count. */
export function withInterval(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${formatPercent(proportion.estimate)} (${formatPercentInterval(proportion)}, n${NO_BREAK_SPACE}${formatCount(proportion.n)})`;
}

/** What comparing needs to know of a bucket: of shares or of means. */
export interface Comparable extends Bounds {
  from: number;
  to: number;
  n: number;
  thin: boolean;
}

/**
 * The buckets of `a` whose interval lies wholly on one side of the same bucket's in `b`, as words; null where none.
 * Thin buckets are passed over: nothing is claimed from them.
 */
export function bucketsWhere(
  a: readonly Comparable[],
  b: readonly Comparable[],
  order: Order,
): string | null {
  const found = a.filter((bucket) => {
    const other = b.find(({ from, to }) => from === bucket.from && to === bucket.to);
    return (
      other !== undefined && !isThin(bucket) && !isThin(other) && compareIntervals(bucket, other) === order
    );
  });
  return rangesOf(found);
}

/** The buckets whose interval lies wholly on one side of a value, as words; null where none. */
export function bucketsBeside(buckets: readonly Comparable[], value: number, order: Order): string | null {
  const level = { low: value, high: value };
  return rangesOf(buckets.filter((bucket) => !isThin(bucket) && compareIntervals(bucket, level) === order));
}

/** `at 1 character`, `at 1–3, 8–15 characters`. */
export function atDistances(ranges: string): string {
  return `at ${ranges} ${ranges === '1' ? 'character' : 'characters'}`;
}

/** `1–3, 8–15`; null where there are none. */
function rangesOf(buckets: readonly Comparable[]): string | null {
  return buckets.length === 0 ? null : mergeRanges(buckets).map(formatBucket).join(', ');
}

function isThin({ n, thin }: Comparable): boolean {
  return thin || n === 0;
}

function mergeRanges(buckets: readonly Comparable[]): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of buckets) {
    const last = merged.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else merged.push({ from, to });
  }
  return merged;
}
