import { line, of } from './cells.ts';
import type { CurvesChart, Dot, Point, Series, SeriesStyle } from './chart.ts';
import * as format from './format.ts';
import type { Bounds, Bucket, Estimate, FailureRange, MeanBucket, Proportion } from './types.ts';

/** An estimate at a position on an axis. */
export type EstimateAt = Estimate & { at: number };

/** Charts bits per character over training. */
export function training(series: readonly Series[]): CurvesChart {
  const to = Math.max(...series.flatMap(({ points }) => points.map(({ at }) => at)));
  const drawn = series.filter(({ points }) => points.length > 0);
  return {
    kind: 'curves',
    horizontal: 'Characters seen',
    vertical: { label: 'Bits per character', scale: 'fit' },
    panels: [{ title: '', horizontal: { kind: 'count', to }, series: drawn }],
  };
}

/** Returns at most `most` of the items, evenly spread and including the first and the last. */
export function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const stride = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => all[Math.round(index * stride)]!);
}

/** Returns the points of estimates at single distances. `unit` is the unit of distance in tooltips. */
export function estimates(
  name: string,
  points: readonly EstimateAt[],
  unit: string,
  write: format.Format,
): Point[] {
  return [...points]
    .sort((a, b) => a.at - b.at)
    .map(({ at, value, low, high }) => {
      const title = `${name}, ${format.count(at)} ${at === 1 ? singular(unit) : unit}: ${format.estimate({ value, low, high }, write)}`;
      return { at, value, ...bounds(value, { low, high }), thin: false, title };
    });
}

/** Returns the points of shares in buckets: each in the middle of its bucket, or at its start if buckets are single steps of `step`. */
export function shares(
  name: string,
  buckets: readonly Bucket[],
  { failures = [], step }: { readonly failures?: readonly FailureRange[]; readonly step?: string } = {},
): Point[] {
  return buckets.map((bucket) => {
    const { estimate: value, thin, from } = bucket;
    const place = step === undefined ? format.distances(bucket) : `${step} ${format.bucket(bucket)}`;
    return {
      at: step === undefined ? middle(bucket) : from,
      value,
      ...shareBounds(bucket),
      thin,
      title: `${name}, ${place}: ${line(of(bucket))}`,
      failures: failures.find((range) => range.from === from)?.id ?? null,
    };
  });
}

/** Returns the points of means in buckets, each in the middle of its bucket. */
export function means(
  name: string,
  buckets: readonly MeanBucket[],
  unit: string,
  write: format.Format,
): Point[] {
  return buckets.map((bucket) => {
    const { value, n, thin } = bucket;
    const place = format.bucket(bucket);
    const title = `${name}, ${place} ${place === '1' ? singular(unit) : unit}: ${format.estimate(bucket, write)}, n ${format.count(n)}${thin ? ', thin' : ''}`;
    return { at: middle(bucket), value: n === 0 ? null : value, ...bounds(value, bucket), thin, title };
  });
}

/** Makes a point without an interval. */
export function plain(at: number, value: number, title: string): Point {
  return { at, value, low: value, high: value, thin: false, title };
}

/** Returns the middle of a bucket on a logarithmic axis. */
export function middle({ from, to }: { from: number; to: number }): number {
  return Math.sqrt(Math.max(from, 0.5) * Math.max(to, 1));
}

/** Returns bounds for drawing. Without an interval, the whisker has no length, and its point covers it. */
export function bounds(value: number, { low, high }: Bounds): { low: number; high: number } {
  return { low: low ?? value, high: high ?? value };
}

/** Bounds of a share for drawing. */
export function shareBounds(share: Pick<Proportion, 'estimate' | 'low' | 'high' | 'documents'>) {
  return bounds(share.estimate ?? 0, format.shareBounds(share));
}

/** Returns the singular of a unit: `character left sound` for `characters left sound`. */
function singular(unit: string): string {
  return unit.replace(/^(\w+)s\b/, '$1');
}

/** Returns a share as a dot of a row; none if there was nothing to count. */
export function dots(style: SeriesStyle, name: string, proportion: Proportion | null | undefined): Dot[] {
  if (proportion == null || proportion.estimate === null) return [];
  const { estimate: value } = proportion;
  const title = `${name}: ${format.share(proportion)}`;
  return [
    {
      style,
      value,
      ...shareBounds(proportion),
      hollow: format.isThin(proportion) ? format.THIN : null,
      title,
    },
  ];
}

export function dot(
  style: SeriesStyle,
  name: string,
  estimate: Estimate,
  write?: format.Format,
  unit = '',
): Dot {
  const { value } = estimate;
  const title = `${name}: ${format.estimate(estimate, write)}${unit}`;
  return { style, value, ...bounds(value, estimate), hollow: null, title };
}
