import { area, line } from 'd3-shape';
import { HELD_THRESHOLD } from '../document/words/reach.ts';
import { formatDistance, intervalWords } from '../document/words/reach-words.ts';
import {
  type NamedReach,
  type ReachPoint,
  reachesOf,
  shareAt,
  type Task,
} from '../document/words/reaches.ts';
import { formatCount, formatPercent, formatPercentInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { plot } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { type Panel, panels } from './panels.ts';
import { distanceScale, distanceTicks, shareScale, shareTicks } from './scales.ts';
import { marker } from './series.ts';
import { element, textElement, titled } from './svg.ts';

const tasks: readonly { task: Task; title: string }[] = [
  { task: 'writing', title: 'Writing: closes what it opened' },
  { task: 'reading', title: 'Reading: knows the closer' },
];

type Scale = (value: number) => number;

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  /** Where the axis ends: as far as what is under test was followed. */
  readonly end: number;
}

/** The first chart of the page: share held by distance, in writing and in reading, with where each curve falls below 80 %. */
export const reachChart: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const all = reachesOf(result).filter(({ curve }) => curve.length > 0);
    const end = endOf(all);
    // Panels that stand side by side have one axis.
    const lowest = Math.min(0.7, ...all.flatMap(({ curve }) => curve.map(({ share }) => share)));
    const drawn = tasks.flatMap(({ task, title }): Panel[] => {
      const own = all.filter((one) => one.task === task);
      const label = own[0]?.style === 'text' ? 'Closes what it opens' : title;
      return own.length === 0 ? [] : [{ draw: (panel) => drawPanel(panel, label, own, { end, lowest }) }];
    });
    return panels(layout, text, drawn, {
      vertical: '',
      horizontal: 'Distance, characters',
    });
  },
  legend: (result) => {
    const seen = new Map(
      reachesOf(result)
        .filter(({ curve }) => curve.length > 0)
        .map((one) => [one.style, one.name]),
    );
    return [...seen].map(([style, name]) => ({ style, name }));
  },
};

/** Real code goes on much further than anything under test: it does not stretch the axis. */
function endOf(all: readonly NamedReach[]): number {
  const followed = all.filter(({ style }) => style !== 'real');
  return Math.max(2, ...(followed.length === 0 ? all : followed).map(({ curve }) => curve.at(-1)!.distance));
}

function drawPanel(
  layout: Layout,
  title: string,
  own: readonly NamedReach[],
  { end, lowest }: { end: number; lowest: number },
): string {
  const extent = plotExtent(layout);
  const x = distanceScale(1, end, extent);
  const y = shareScale(lowest, extent);
  const [floor] = y.domain() as [number, number];
  const scales: Scales = { x, y: (share) => y(Math.max(floor, share)), end };
  const level = y(HELD_THRESHOLD);
  // What is under test is drawn last, over the others.
  const series = [...own].reverse().map((one) => drawSeries(one, one === own[0], scales));
  return plot(
    layout,
    {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: title, ticks: shareTicks(y) },
    },
    element('line', { class: 'threshold', x1: extent.left, x2: extent.right, y1: level, y2: level }),
    ...series,
    crossings(own, scales, extent, level),
  );
}

function drawSeries({ style, name, curve }: NamedReach, isOwn: boolean, { x, y, end }: Scales): string {
  const shown = curve.filter(({ distance }) => distance <= end);
  const last = shareAt(curve, end);
  if (last !== null && last.distance !== shown.at(-1)?.distance) shown.push(last);
  const path = line<ReachPoint>(
    ({ distance }) => x(distance),
    ({ share }) => y(share),
  ).digits(1)(shown);
  const band =
    isOwn && shown.every(({ low, high }) => low !== null && high !== null)
      ? area<ReachPoint>()
          .x(({ distance }) => x(distance))
          .y0(({ low }) => y(low!))
          .y1(({ high }) => y(high!))
          .digits(1)(shown)
      : null;
  const points = pointsOf(curve, end).map((point) =>
    titled(
      { class: 'datum' },
      `${name}, ${formatDistance(point.distance)} characters: ${shareWords(point)}`,
      marker(style, x(point.distance), y(point.share), false),
    ),
  );
  return element(
    'g',
    { class: `series-${style}` },
    band === null ? '' : element('path', { class: 'band', d: band }),
    path === null ? '' : element('path', { class: 'line', d: path }),
    ...points,
  );
}

/** A mark at each power of two that the curve reaches: the line between says the rest. */
function pointsOf(curve: readonly ReachPoint[], end: number): ReachPoint[] {
  const points: ReachPoint[] = [];
  for (let distance = 1; distance <= end; distance *= 2) {
    const point = shareAt(curve, distance);
    if (point !== null) points.push(point);
  }
  return points.length === 0 ? curve.slice(0, 1) : points;
}

function shareWords({ share, low, high }: ReachPoint): string {
  if (low === null || high === null) return formatPercent(share);
  return `${formatPercent(share)} (${formatPercentInterval({ low, high })})`;
}

/** Where each curve falls below 80 %, with its interval along the line and the distance in words: that of what is under test above it. */
function crossings(own: readonly NamedReach[], { x, end }: Scales, extent: Extent, level: number): string {
  return own
    .map((one, index) => ({ ...one, isOwn: index === 0 }))
    .filter(({ style }) => style !== 'real')
    .map(({ style, name, reach, isOwn }) => {
      if (reach?.crossing.side !== 'at') return '';
      const { crossing, low, high } = reach;
      const place = (at: typeof low, otherwise: number) =>
        at === null ? x(crossing.characters) : at.side === 'at' ? x(Math.min(end, at.characters)) : otherwise;
      const at = x(crossing.characters);
      const offset = isOwn ? 0 : 5;
      return titled(
        { class: `crossing series-${style}` },
        `${name} falls below 80${'\u00a0'}% at ${formatCount(Math.round(crossing.characters))} characters (${intervalWords(reach)})`,
        element('line', {
          class: 'whisker',
          x1: place(low, extent.left),
          x2: place(high, extent.right),
          y1: level + offset,
          y2: level + offset,
        }),
        element('line', { class: 'drop', x1: at, x2: at, y1: level, y2: extent.bottom }),
        textElement(
          { class: 'end-label', x: at + 4, y: isOwn ? extent.bottom - 22 : extent.bottom - 6 },
          formatDistance(crossing.characters),
        ),
      );
    })
    .join('');
}
