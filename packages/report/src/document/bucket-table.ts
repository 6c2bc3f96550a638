import { formatBucket } from '../text/format.ts';
import { bucketCell, textCell } from './cells.ts';
import type { NamedSubject } from './subjects.ts';
import type { Bucket, Cell, Subject, Table } from './types.ts';

/** One row per bucket, one column per subject: share, interval, sample size. */
export function bucketTable(
  caption: string,
  heading: string,
  subjects: readonly NamedSubject[],
  pick: (subject: Subject) => readonly Bucket[],
): Table {
  return {
    caption,
    columns: [heading, ...subjects.map(({ name }) => name)],
    rows: distinctBuckets(subjects.flatMap(({ subject }) => pick(subject))).map((bucket): Cell[] => [
      textCell(formatBucket(bucket)),
      ...subjects.map(({ subject }) => bucketCell(findBucket(pick(subject), bucket))),
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
