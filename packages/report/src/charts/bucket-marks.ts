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

function connections({ buckets }: BucketSeries, x: (bucket: Bucket) => number, scales: BucketScales): string {
  const path = line<Bucket>()
    .defined(({ estimate }) => estimate !== null)
    .x(x)
    .y(({ estimate }) => scales.y(estimate!))
    .digits(1)(buckets);
  return path === null ? '' : element('path', { class: 'line', d: path });
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
