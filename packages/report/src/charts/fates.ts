import { type ScaleLinear, type ScaleLogarithmic, scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { namedSubjects } from '../document/names/subjects.ts';
import type { FatePoint, Subject } from '../document/types.ts';
import { formatCount, formatPercent, formatPercentInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { plot } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, shareTicks } from './scales.ts';
import type { SeriesStyle } from './series.ts';
import { element, titled } from './svg.ts';

/** Closed, broken and still open, stacked, one panel per subject. */
export function fatesOf(pick: (subject: Subject) => readonly FatePoint[] | undefined): Chart {
  return {
    namesItsSeries: true,
    render: (result, layout, text) => {
      const series = namedSubjects(result).flatMap(({ name, subject }) => {
        const points = pick(subject) ?? [];
        return points.length === 0 ? [] : [{ name, style: subject.id, points: fromStart(points) }];
      });
      const farthest = Math.max(...series.map(({ points }) => points.at(-1)!.distance));
      const drawn = series.map((one) => ({ draw: (panel: Layout) => fatePanel(panel, one, farthest) }));
      return panels(layout, text, drawn, {
        vertical: 'Share closed (from below), still open, and broken (from above)',
        horizontal: 'Characters since the opener',
      });
    },
    legend: () => [],
  };
}

/** Of brackets. */
export const fates = fatesOf(({ delimiters }) => delimiters.fateByDistance);

interface FateSeries {
  name: string;
  style: SeriesStyle;
  points: readonly FatePoint[];
}

function fatePanel(layout: Layout, { name, style, points: all }: FateSeries, farthest: number): string {
  const extent = plotExtent(layout);
  const x = distanceScale(1, farthest * 1.02, extent);
  const y = scaleLinear([0, 1], [extent.bottom, extent.top]);
  const points = thinned(all, x);
  return plot(
    layout,
    {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: name, ticks: shareTicks(y) },
    },
    element(
      'g',
      { class: `series-${style}` },
      stacked('fate open', points, x, y, ({ closed }) => [closed.share, 1]),
      stacked('fate closed', points, x, y, ({ closed }) => [0, closed.share]),
      stacked('fate broken', points, x, y, ({ broken }) => [1 - broken.share, 1]),
      bound(points, x, y, ({ closed }) => closed.low),
      bound(points, x, y, ({ closed }) => closed.high),
      ...readings(name, all, x, extent),
    ),
  );
}

type Distances = ScaleLogarithmic<number, number>;
type Shares = ScaleLinear<number, number>;

function stacked(
  name: string,
  points: readonly FatePoint[],
  x: Distances,
  y: Shares,
  range: (point: FatePoint) => [number, number],
): string {
  const shape = area<FatePoint>(
    ({ distance }) => x(Math.max(1, distance)),
    (point) => y(range(point)[0]),
    (point) => y(range(point)[1]),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element('path', { class: name, d: shape(points)! });
}

function bound(
  points: readonly FatePoint[],
  x: Distances,
  y: Shares,
  value: (point: FatePoint) => number,
): string {
  const curve = line<FatePoint>(
    ({ distance }) => x(Math.max(1, distance)),
    (point) => y(value(point)),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element('path', { class: 'bound', d: curve(points)! });
}

/** What the curves say at each doubling of the distance, over the whole height of its stretch. */
function readings(
  name: string,
  points: readonly FatePoint[],
  x: Distances,
  { top, bottom, right }: Extent,
): string[] {
  const last = points.at(-1)!.distance;
  const powers = Array.from(
    { length: Math.floor(Math.log2(Math.max(1, last))) + 1 },
    (_, power) => 2 ** power,
  );
  return powers.flatMap((distance) => {
    const point = points.findLast((one) => one.distance <= distance);
    if (point === undefined) return [];
    const from = x(distance);
    const { closed, broken, open } = point;
    const title = `${name}, after ${formatCount(distance)} characters: ${formatPercent(closed.share)} closed (${formatPercentInterval(closed)}), ${formatPercent(broken.share)} broken, ${formatPercent(open)} open`;
    const width = Math.min(right, x(2 * distance)) - from;
    return [
      titled(
        { class: 'datum' },
        title,
        element('rect', { class: 'hit', x: from, y: top, width, height: bottom - top }),
      ),
    ];
  });
}

/** Everything is open at the start, whatever the first observation. */
function fromStart(points: readonly FatePoint[]): readonly FatePoint[] {
  const first = points[0]!;
  if (first.distance <= 1) return points;
  const none = { share: 0, low: 0, high: 0 };
  return [{ ...first, distance: 1, closed: none, broken: none, open: 1 }, ...points];
}

/** Steps closer than half a pixel cannot be told apart: the last of them stands for all. */
function thinned(points: readonly FatePoint[], x: Distances): FatePoint[] {
  return points.filter((point, index) => {
    const next = points[index + 1];
    return next === undefined || x(Math.max(1, next.distance)) - x(Math.max(1, point.distance)) >= 0.5;
  });
}
