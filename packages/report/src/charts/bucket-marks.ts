import { line } from 'd3-shape';
import { withInterval } from '../document/compare.ts';
import type { Bucket } from '../document/types.ts';
import { formatBucket, formatCount } from '../text/format.ts';
import type { Extent, Layout } from './layout.ts';
import { type EndLabel, endLabels, marker, type SeriesStyle } from './series.ts';
import { element, titled } from './svg.ts';

export interface BucketSeries {
  style: SeriesStyle;
  name: string;
  buckets: readonly Bucket[];
}

export interface BucketScales {
  x: (bucket: Bucket) => number;
  y: (share: number) => number;
  /** What a bucket's range counts, for tooltips. */
  unit: string;
}

/** Lines, intervals and points, one series beside the other so that intervals do not cover each other. */
export function bucketMarks(
  series: readonly BucketSeries[],
  scales: BucketScales,
  layout: Layout,
  extent: Extent,
): string {
  const step = layout.variant === 'wide' ? 8 : 5;
  const labels: EndLabel[] = [];
  const drawn = series.map((one, index) => {
    const shift = (index - (series.length - 1) / 2) * step;
    const x = (bucket: Bucket) => scales.x(bucket) + shift;
    const last = one.buckets.findLast(({ n }) => n > 0);
    if (last !== undefined) labels.push({ style: one.style, text: one.name, y: scales.y(last.estimate!) });
    return element(
      'g',
      { class: `series-${one.style}` },
      connections(one, x, scales),
      points(one, x, scales),
    );
  });
  return drawn.reverse().join('') + (layout.variant === 'wide' ? endLabels(labels, extent) : '');
}

/** A line through neighbouring buckets that have enough in them; only a hint of one where either end is thin. */
function connections({ buckets }: BucketSeries, x: (bucket: Bucket) => number, scales: BucketScales): string {
  const path = line<Bucket>(x, ({ estimate }) => scales.y(estimate!)).digits(1);
  const drawn = (kind: 'line' | 'line faint') => {
    const runs = runsOf(buckets, (a, b) => (a.thin || b.thin ? 'line faint' : 'line') === kind);
    return runs.length === 0
      ? ''
      : element('path', { class: kind, d: runs.map((run) => path(run)!).join('') });
  };
  return drawn('line faint') + drawn('line');
}

/** The longest stretches in which each two neighbours have an estimate and belong together. */
function runsOf(buckets: readonly Bucket[], together: (a: Bucket, b: Bucket) => boolean): Bucket[][] {
  const runs: Bucket[][] = [];
  for (const [index, bucket] of buckets.entries()) {
    const next = buckets[index + 1];
    if (next === undefined || bucket.estimate === null || next.estimate === null || !together(bucket, next))
      continue;
    const last = runs.at(-1);
    if (last?.at(-1) === bucket) last.push(next);
    else runs.push([bucket, next]);
  }
  return runs;
}

function points(
  { style, name, buckets }: BucketSeries,
  x: (bucket: Bucket) => number,
  scales: BucketScales,
): string {
  return buckets
    .filter(({ estimate }) => estimate !== null)
    .map((bucket) => {
      const cut = bucket.censored > 0 ? `, ${formatCount(bucket.censored)} censored` : '';
      const title = `${name}, ${formatBucket(bucket)} ${scales.unit}: ${withInterval(bucket)}${cut}${bucket.thin ? ', thin' : ''}`;
      const centre = x(bucket);
      return titled(
        { class: bucket.thin ? 'datum thin' : 'datum' },
        title,
        element('line', {
          class: 'whisker',
          x1: centre,
          x2: centre,
          y1: scales.y(bucket.low),
          y2: scales.y(bucket.high),
        }),
        marker(style, centre, scales.y(bucket.estimate!), bucket.thin),
      );
    })
    .join('');
}
