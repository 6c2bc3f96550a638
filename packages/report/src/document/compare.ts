import {
  formatBucket,
  formatCount,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
} from '../text/format.ts';
import type { Bucket, Proportion } from './types.ts';

export type Order = 'above' | 'below' | 'overlapping';

/** How interval `a` lies to interval `b`. Overlapping intervals allow no word about which is larger. */
export function compareIntervals(a: { low: number; high: number }, b: { low: number; high: number }): Order {
  if (a.low > b.high) return 'above';
  if (a.high < b.low) return 'below';
  return 'overlapping';
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or that there was nothing to count. */
export function withInterval(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${formatPercent(proportion.estimate)} (${formatPercentInterval(proportion)}, n${NO_BREAK_SPACE}${formatCount(proportion.n)})`;
}

/** The buckets of `a` whose interval lies wholly on one side of the same bucket's in `b`, as words; null where none. */
export function bucketsWhere(a: readonly Bucket[], b: readonly Bucket[], order: Order): string | null {
  const found = a.filter((bucket) => {
    const other = b.find(({ from, to }) => from === bucket.from && to === bucket.to);
    return other !== undefined && bucket.n > 0 && other.n > 0 && compareIntervals(bucket, other) === order;
  });
  return found.length === 0 ? null : mergeRanges(found).map(formatBucket).join(', ');
}

function mergeRanges(buckets: readonly Bucket[]): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of buckets) {
    const last = merged.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else merged.push({ from, to });
  }
  return merged;
}
