import type { IncidenceChart } from '@longrange/document/internal';
import { type ScaleLinear, type ScaleLogarithmic, scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { type ChartText, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, shareTicks } from './scales.ts';
import { element, titled } from './svg.ts';

type Panel = IncidenceChart['panels'][number];
type IncidencePoint = Panel['points'][number];

/** Closed, broken and still open, stacked, one panel per series. */
export function drawIncidence(
  base: Layout,
  text: ChartText,
  { panels: all, vertical, horizontal }: IncidenceChart,
): string {
  const farthest = Math.max(...all.map(({ points }) => points.at(-1)!.distance));
  const drawn = all.map((panel) => (layout: Layout) => incidencePanel(layout, panel, farthest));
  return panels(base, text, drawn, { vertical, horizontal });
}

function incidencePanel(
  layout: Layout,
  { title, style, points: all, readings }: Panel,
  farthest: number,
): string {
  const { left, right, top, bottom } = plotExtent(layout);
  const x = distanceScale(1, farthest * 1.02, { left, right, top, bottom });
  const y = scaleLinear([0, 1], [bottom, top]);
  const points = thinned(all, x);
  const readable = readings.map((reading) => {
    const from = x(reading.at);
    const place = { x: from, y: top, width: Math.min(right, x(2 * reading.at)) - from, height: bottom - top };
    return titled({ class: 'datum' }, reading.title, element('rect', { class: 'hit', ...place }));
  });
  return plot(
    layout,
    {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: title, ticks: shareTicks(y) },
    },
    element(
      'g',
      { class: `series-${style}` },
      stacked('event open', points, x, y, ({ closed }) => [closed.share, 1]),
      stacked('event closed', points, x, y, ({ closed }) => [0, closed.share]),
      stacked('event broken', points, x, y, ({ broken }) => [1 - broken.share, 1]),
      bound(points, x, y, ({ closed }) => closed.low),
      bound(points, x, y, ({ closed }) => closed.high),
      ...readable,
    ),
  );
}

type Distances = ScaleLogarithmic<number, number>;
type Shares = ScaleLinear<number, number>;

function stacked(
  name: string,
  points: readonly IncidencePoint[],
  x: Distances,
  y: Shares,
  range: (point: IncidencePoint) => [number, number],
): string {
  const shape = area<IncidencePoint>(
    ({ distance }) => x(Math.max(1, distance)),
    (point) => y(range(point)[0]),
    (point) => y(range(point)[1]),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element('path', { class: name, d: shape(points)! });
}

function bound(
  points: readonly IncidencePoint[],
  x: Distances,
  y: Shares,
  value: (point: IncidencePoint) => number,
): string {
  const curve = line<IncidencePoint>(
    ({ distance }) => x(Math.max(1, distance)),
    (point) => y(value(point)),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element('path', { class: 'bound', d: curve(points)! });
}

/** Steps closer than half a pixel cannot be told apart: only the last of them is drawn. */
function thinned(points: readonly IncidencePoint[], x: Distances): IncidencePoint[] {
  return points.filter((point, index) => {
    const next = points[index + 1];
    return next === undefined || x(Math.max(1, next.distance)) - x(Math.max(1, point.distance)) >= 0.5;
  });
}
