import type { CurvePanel, CurvesChart, Dot, Point, Series, SeriesStyle, VerticalAxis } from './chart.ts';
import * as format from './format.ts';
import type { Bounds, Estimate, MeanBucket, Proportion } from './types.ts';

/** A figure at one place on an axis. */
export type EstimateAt = Estimate & { at: number };

/** Figures at places: what a curve and a column of its table are made from. */
export interface EstimateSeries {
  readonly style: SeriesStyle;
  readonly name: string;
  readonly points: readonly EstimateAt[];
}

/** Figures with intervals against a distance that doubles from tick to tick, with the same axes for all panels. The axis fits the points unless it is told its ends. */
export function curves(
  panels: readonly Omit<CurvePanel, 'horizontal'>[],
  { horizontal, vertical, ends }: { horizontal: string; vertical: VerticalAxis; ends?: [number, number] },
): CurvesChart {
  const places = panels.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.filter(({ value }) => value !== null).map(({ at }) => at)),
  );
  const [from, to] = ends ?? [Math.min(...places) * 0.8, Math.max(...places) * 1.25];
  return {
    kind: 'curves',
    horizontal,
    vertical,
    panels: panels.map((panel) => ({ ...panel, horizontal: { kind: 'distance', from, to } })),
  };
}

/** Bits per character over training. */
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

/** At most `most` of them, evenly spread, the first and the last among them. */
export function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const stride = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => all[Math.round(index * stride)]!);
}

/** Figures at single distances, for drawing. `unit` is what the distance counts, for tooltips. */
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

/** Means in buckets, for drawing: each in the middle of its bucket. */
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

/** A figure without an interval. */
export function plain(at: number, value: number, title: string): Point {
  return { at, value, low: value, high: value, thin: false, title };
}

/** The middle of a bucket on a doubling axis. */
export function middle({ from, to }: { from: number; to: number }): number {
  return Math.sqrt(Math.max(from, 0.5) * Math.max(to, 1));
}

/** Bounds for drawing. Without an interval, a whisker of no length, which its point covers. */
export function bounds(value: number, { low, high }: Bounds): { low: number; high: number } {
  return { low: low ?? value, high: high ?? value };
}

/** Bounds of a share for drawing. */
export function shareBounds(share: Pick<Proportion, 'estimate' | 'low' | 'high' | 'documents'>) {
  return bounds(share.estimate ?? 0, format.shareBounds(share));
}

/** `character left sound` of `characters left sound`. */
function singular(unit: string): string {
  return unit.replace(/^(\w+)s\b/, '$1');
}

/** A share at a place on an axis. */
export function share(at: number, name: string, proportion: Proportion): Point {
  const { estimate: value } = proportion;
  const title = `${name}: ${format.share(proportion)}`;
  return { at, value, ...shareBounds(proportion), thin: format.isThin(proportion), title };
}

/** A share as a dot of a row; none where there was nothing to count. */
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
