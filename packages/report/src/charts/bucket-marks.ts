import type { Bucket } from '../document/types.ts';
import { withInterval } from '../document/words/compare.ts';
import { formatCount } from '../text/format.ts';
import type { Extent, Layout } from './layout.ts';
import { type Point, pointMarks } from './points.ts';
import type { SeriesStyle } from './series.ts';

export interface BucketSeries {
  style: SeriesStyle;
  name: string;
  buckets: readonly Bucket[];
  /** Identifier of what failed in a bucket, where any of it is kept. */
  failuresAt?: (bucket: Bucket) => string | null;
}

export interface BucketScales {
  x: (bucket: Bucket) => number;
  y: (share: number) => number;
  /** A bucket in words, for tooltips: `64–127 characters`. */
  place: (bucket: Bucket) => string;
}

/** Shares in buckets as lines, intervals and points. */
export function bucketMarks(
  series: readonly BucketSeries[],
  { x, y, place }: BucketScales,
  layout: Layout,
  extent: Extent,
): string {
  const placed = series.map(({ style, name, buckets, failuresAt }) => ({
    style,
    name,
    points: buckets.map((bucket): Point => {
      const { estimate: value, low, high, thin } = bucket;
      const title = `${name}, ${place(bucket)}: ${shareWords(bucket)}`;
      return { at: x(bucket), value, low, high, thin, title, failures: failuresAt?.(bucket) ?? null };
    }),
  }));
  return pointMarks(placed, { x: (at) => at, y }, layout, extent);
}

function shareWords(bucket: Bucket): string {
  const cut = bucket.censored > 0 ? `, ${formatCount(bucket.censored)} censored` : '';
  return `${withInterval(bucket)}${cut}${bucket.thin ? ', thin' : ''}`;
}
