import { isThin, withInterval } from './cells.ts';
import type { CurvePanel, CurvesChart, Dot, Point, SeriesStyle, VerticalAxis } from './chart.ts';
import { drawnBounds, type Format, formatBucket, formatCount, formatEstimate } from './format.ts';
import type { Estimate, MeanBucket, Proportion } from './types.ts';

/** A figure at one place on an axis. */
export type EstimateAt = Estimate & { at: number };

/** Figures at places: what a curve and a column of its table are made from. */
export interface EstimateSeries {
  readonly style: SeriesStyle;
  readonly name: string;
  readonly points: readonly EstimateAt[];
}

/** Figures with intervals against a distance that doubles from tick to tick, with the same axes for all panels. The axis fits the points unless it is told its ends. */
export function curvesOverDistance(
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

/** Figures at single distances, for drawing. `unit` is what the distance counts, for tooltips. */
export function estimatePoints({ name, points }: EstimateSeries, unit: string, format: Format): Point[] {
  return [...points]
    .sort((a, b) => a.at - b.at)
    .map(({ at, value, low, high }) => ({
      at,
      value,
      ...drawnBounds(value, { low, high }),
      thin: false,
      title: `${name}, ${formatCount(at)} ${at === 1 ? singular(unit) : unit}: ${formatEstimate({ value, low, high }, format)}`,
    }));
}

/** Means in buckets, for drawing: each in the middle of its bucket. */
export function meanPoints(
  name: string,
  buckets: readonly MeanBucket[],
  unit: string,
  format: Format,
): Point[] {
  return buckets.map((bucket) => {
    const { value, n, thin } = bucket;
    const title = `${name}, ${formatBucket(bucket)} ${formatBucket(bucket) === '1' ? singular(unit) : unit}: ${formatEstimate(bucket, format)}, n ${formatCount(n)}${thin ? ', thin' : ''}`;
    const bounds = drawnBounds(value, bucket);
    return { at: bucketMiddle(bucket), value: n === 0 ? null : value, ...bounds, thin, title };
  });
}

/** A figure without an interval. */
export function plainPoint(at: number, value: number, title: string): Point {
  return { at, value, low: value, high: value, thin: false, title };
}

/** The middle of a bucket on a doubling axis. */
export function bucketMiddle({ from, to }: { from: number; to: number }): number {
  return Math.sqrt(Math.max(from, 0.5) * Math.max(to, 1));
}

/** `character left sound` of `characters left sound`. */
function singular(unit: string): string {
  return unit.replace(/^(\w+)s\b/, '$1');
}

/** A share at a place on an axis. */
export function sharePoint(at: number, name: string, share: Proportion): Point {
  const { estimate: value, low, high } = share;
  return { at, value, low, high, thin: isThin(share), title: `${name}: ${withInterval(share)}` };
}

/** A share as a dot of a row; none where there was nothing to count. */
export function shareDots(
  style: SeriesStyle,
  name: string,
  proportion: Proportion | null | undefined,
): Dot[] {
  if (proportion == null || proportion.estimate === null) return [];
  const { estimate: value, low, high } = proportion;
  return [
    { style, value, low, high, hollow: isThin(proportion), title: `${name}: ${withInterval(proportion)}` },
  ];
}

export function estimateDot(
  style: SeriesStyle,
  name: string,
  estimate: Estimate,
  format?: Format,
  unit = '',
): Dot {
  const { value } = estimate;
  const title = `${name}: ${formatEstimate(estimate, format)}${unit}`;
  return { style, value, ...drawnBounds(value, estimate), hollow: false, title };
}
