import { line } from 'd3-shape';
import type { Extent, Layout } from './layout.ts';
import { type EndLabel, endLabels, marker, type SeriesStyle } from './series.ts';
import { element, titled } from './svg.ts';

/** A figure with its interval at a place on the horizontal axis. */
export interface Point {
  at: number;
  /** Null where there is nothing to show: the line breaks. */
  value: number | null;
  low: number;
  high: number;
  thin: boolean;
  /** The tooltip. */
  title: string;
  /** Identifier of what failed there. */
  failures?: string | null;
}

export interface PointSeries {
  style: SeriesStyle;
  name: string;
  points: readonly Point[];
}

export interface Scales {
  x: (at: number) => number;
  y: (value: number) => number;
}

const spreads: Record<Layout['variant'], number> = { wide: 8, narrow: 5, panel: 4 };

/** Lines, intervals and points, one series beside the other so that intervals do not cover each other. */
export function pointMarks(
  series: readonly PointSeries[],
  scales: Scales,
  layout: Layout,
  extent: Extent,
): string {
  const labels: EndLabel[] = [];
  const drawn = series.map((one, index) => {
    const shift = (index - (series.length - 1) / 2) * spreads[layout.variant];
    const shifted: Scales = { ...scales, x: (at) => scales.x(at) + shift };
    const last = one.points.findLast(({ value }) => value !== null);
    if (last !== undefined) labels.push({ style: one.style, text: one.name, y: scales.y(last.value!) });
    return element('g', { class: `series-${one.style}` }, connections(one, shifted), marks(one, shifted));
  });
  return drawn.reverse().join('') + (layout.variant === 'wide' ? endLabels(labels, extent) : '');
}

/** A line through neighbours that both have enough in them: a point of a few cases says nothing of what lies between. */
function connections({ points }: PointSeries, { x, y }: Scales): string {
  const path = line<Point>(
    ({ at }) => x(at),
    ({ value }) => y(value!),
  ).digits(1);
  const runs = runsOf(points);
  return runs.length === 0
    ? ''
    : element('path', { class: 'line', d: runs.map((run) => path(run)!).join('') });
}

/** The longest stretches of neighbours that each have a value of 30 cases or more. */
function runsOf(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next === undefined || !isFirm(point) || !isFirm(next)) continue;
    const last = runs.at(-1);
    if (last?.at(-1) === point) last.push(next);
    else runs.push([point, next]);
  }
  return runs;
}

function isFirm({ value, thin }: Point): boolean {
  return value !== null && !thin;
}

function marks({ style, points }: PointSeries, { x, y }: Scales): string {
  return points
    .filter(({ value }) => value !== null)
    .map(({ at, value, low, high, thin, title, failures = null }) =>
      titled(
        { class: thin ? 'datum thin' : 'datum', 'data-failures': failures },
        title,
        element('line', { class: 'whisker', x1: x(at), x2: x(at), y1: y(low), y2: y(high) }),
        marker(style, x(at), y(value!), thin),
      ),
    )
    .join('');
}
