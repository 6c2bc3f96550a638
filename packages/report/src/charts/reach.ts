import { area, line } from 'd3-shape';
import type { CurvePoint, ReachChart, ReachSeries } from '../document/chart.ts';
import { formatCount } from '../text/format.ts';
import { type ChartText, plot } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { marker } from './markers.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, shareScale, shareTicks } from './scales.ts';
import { element, textElement, titled } from './svg.ts';

interface Scales {
  readonly x: (distance: number) => number;
  readonly y: (share: number) => number;
}

/** Fitted curves with the interval of what is under test, and where each falls below the criterion. */
export function drawReach(base: Layout, text: ChartText, chart: ReachChart): string {
  // Panels side by side have one axis.
  const shares = chart.panels.flatMap(({ series }) =>
    series.flatMap(({ curve }) => curve.map(({ share }) => share)),
  );
  const lowest = Math.min(chart.criterion - 0.1, ...shares);
  const drawn = chart.panels.map((panel) => (layout: Layout) => drawPanel(layout, chart, panel, lowest));
  return panels(base, text, drawn, { vertical: '', horizontal: chart.horizontal });
}

function drawPanel(
  layout: Layout,
  { end, criterion }: ReachChart,
  { title, series }: ReachChart['panels'][number],
  lowest: number,
): string {
  const extent = plotExtent(layout);
  const x = distanceScale(1, end, extent);
  const y = shareScale(lowest, extent);
  const [floor] = y.domain() as [number, number];
  const scales: Scales = { x, y: (share) => y(Math.max(floor, share)) };
  const level = y(criterion);
  // What is under test is drawn last, over the others.
  const curves = [...series].reverse().map((one) => drawSeries(one, one === series[0], scales));
  return plot(
    layout,
    {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: title, ticks: shareTicks(y) },
    },
    element('line', { class: 'threshold', x1: extent.left, x2: extent.right, y1: level, y2: level }),
    ...curves,
    ...series.map((one, index) => drawCrossing(one, index === 0, { x, end, level, extent })),
  );
}

function drawSeries({ style, curve, points }: ReachSeries, isOwn: boolean, { x, y }: Scales): string {
  const path = line<CurvePoint>(
    ({ distance }) => x(distance),
    ({ share }) => y(share),
  ).digits(1)(curve);
  const band =
    isOwn && curve.every(({ low, high }) => low !== null && high !== null)
      ? area<CurvePoint>()
          .x(({ distance }) => x(distance))
          .y0(({ low }) => y(low!))
          .y1(({ high }) => y(high!))
          .digits(1)(curve)
      : null;
  const marks = points.map(({ at, value, title }) =>
    titled({ class: 'datum' }, title, marker(style, x(at), y(value!), false)),
  );
  return element(
    'g',
    { class: `series-${style}` },
    band === null ? '' : element('path', { class: 'band', d: band }),
    path === null ? '' : element('path', { class: 'line', d: path }),
    ...marks,
  );
}

interface CrossingPlace {
  readonly x: (distance: number) => number;
  readonly end: number;
  readonly level: number;
  readonly extent: Extent;
}

/** Its interval along the criterion and the distance in words: that of what is under test above the others. */
function drawCrossing(
  { style, crossing }: ReachSeries,
  isOwn: boolean,
  { x, end, level, extent }: CrossingPlace,
): string {
  if (crossing === null) return '';
  const { low, high } = crossing;
  const at = x(crossing.at);
  const y = level + (isOwn ? 0 : 5);
  const [from, to] = [
    low === null ? extent.left : x(Math.min(end, low)),
    high === null ? extent.right : x(Math.min(end, high)),
  ];
  return titled(
    { class: `crossing series-${style}` },
    crossing.title,
    element('line', { class: 'whisker', x1: from, x2: to, y1: y, y2: y }),
    element('line', { class: 'drop', x1: at, x2: at, y1: level, y2: extent.bottom }),
    textElement(
      { class: 'end-label', x: at + 4, y: isOwn ? extent.bottom - 22 : extent.bottom - 6 },
      formatCount(Math.round(crossing.at)),
    ),
  );
}
