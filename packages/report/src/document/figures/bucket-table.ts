import { formatBucket } from '../../text/format.ts';
import type { Bucket, Cell } from '../types.ts';
import { bucketCell, textCell } from './cells.ts';
import type { FigureTable } from './tables.ts';

/** One row per bucket, one column per series: share, interval, sample size. */
export function bucketTable(
  heading: string,
  columns: readonly { name: string; buckets: readonly Bucket[] }[],
): FigureTable {
  return {
    columns: [heading, ...columns.map(({ name }) => name)],
    rows: distinctBuckets(columns.flatMap(({ buckets }) => buckets)).map((bucket): Cell[] => [
      textCell(formatBucket(bucket)),
      ...columns.map(({ buckets }) => bucketCell(findBucket(buckets, bucket))),
    ]),
  };
}

export function hasCounts(buckets: readonly Bucket[]): boolean {
  return buckets.some(({ n }) => n > 0);
}

function findBucket(buckets: readonly Bucket[], { from, to }: Bucket): Bucket | undefined {
  return buckets.find((bucket) => bucket.from === from && bucket.to === to);
}

function distinctBuckets(buckets: readonly Bucket[]): Bucket[] {
  const byRange = new Map(buckets.map((bucket) => [`${bucket.from}:${bucket.to}`, bucket]));
  return [...byRange.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}
