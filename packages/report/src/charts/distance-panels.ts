import { type ScaleLogarithmic, scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { HistogramChart, IncidenceChart, StacksChart } from '../document/internal.ts';
import { type ChartText, plot, type Tick } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, percentTick, shareTicks, valueScale } from './scales.ts';
import { element, titled } from './svg.ts';

type Distances = ScaleLogarithmic<number, number>;

interface Drawn {
  readonly style: string;
  readonly ticks: readonly Tick[];
  readonly marks: readonly string[];
}

/** Draws a panel per series, all with the same axis of distances. */
function drawPanels<P extends { readonly title: string }>(
  base: Layout,
  text: ChartText,
  chart: { readonly horizontal: string; readonly vertical: string; readonly panels: readonly P[] },
  [from, to]: readonly [number, number],
  draw: (panel: P, x: Distances, extent: Extent) => Drawn,
): string {
  const drawn = chart.panels.map((panel) => (layout: Layout) => {
    const extent = plotExtent(layout);
    const x = distanceScale(from, to, extent);
    const { style, ticks, marks } = draw(panel, x, extent);
    const axes = {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: panel.title, ticks },
    };
    return plot(layout, axes, element('g', { class: `series-${style}` }, ...marks));
  });
  return panels(base, text, drawn, chart);
}

/** Draws the shares closed, broken and still open, stacked, one panel per series. */
export function drawIncidence(base: Layout, text: ChartText, chart: IncidenceChart): string {
  const farthest = Math.max(...chart.panels.map(({ points }) => points.at(-1)!.distance));
  return drawPanels(
    base,
    text,
    chart,
    [1, farthest * 1.02],
    ({ style, points: all, readings }, x, extent) => {
      const { right, top, bottom } = extent;
      const y = scaleLinear([0, 1], [bottom, top]);
      const at = ({ distance }: IncidencePoint) => x(Math.max(1, distance));
      const points = thinned(all, at);
      const stacked = (name: string, from: Share, to: Share) => {
        const shape = area<IncidencePoint>(
          at,
          (point) => y(from(point)),
          (point) => y(to(point)),
        );
        return element('path', { class: name, d: shape.curve(curveStepAfter).digits(1)(points)! });
      };
      const bound = (share: Share) => {
        const shape = line<IncidencePoint>(at, (point) => y(share(point)));
        return element('path', { class: 'bound', d: shape.curve(curveStepAfter).digits(1)(points)! });
      };
      const readable = readings.map((reading) => {
        const left = x(reading.at);
        const place = {
          x: left,
          y: top,
          width: Math.min(right, x(2 * reading.at)) - left,
          height: bottom - top,
        };
        return titled({ class: 'datum' }, reading.title, element('rect', { class: 'hit', ...place }));
      });
      const marks = [
        stacked(
          'event open',
          ({ closed }) => closed.share,
          () => 1,
        ),
        stacked(
          'event closed',
          () => 0,
          ({ closed }) => closed.share,
        ),
        stacked(
          'event broken',
          ({ broken }) => 1 - broken.share,
          () => 1,
        ),
        bound(({ closed }) => closed.low),
        bound(({ closed }) => closed.high),
        ...readable,
      ];
      return { style, ticks: shareTicks(y), marks };
    },
  );
}

type IncidencePoint = IncidenceChart['panels'][number]['points'][number];
type Share = (point: IncidencePoint) => number;

/** Steps closer than half a pixel cannot be told apart: only the last of them is drawn. */
function thinned(points: readonly IncidencePoint[], at: (point: IncidencePoint) => number): IncidencePoint[] {
  return points.filter((point, index) => {
    const next = points[index + 1];
    return next === undefined || at(next) - at(point) >= 0.5;
  });
}

/** Bars in doubling ranges, a panel per series, all with the same axes. */
export function drawHistogram(base: Layout, text: ChartText, chart: HistogramChart): string {
  const all = chart.panels.flatMap(({ bars }) => bars);
  return drawPanels(base, text, chart, endsOf(all), ({ bars }, x, extent) => {
    const y = valueScale(0, Math.max(...all.map(({ share }) => share)), extent);
    const marks = bars
      .filter(({ share }) => share > 0)
      .map((bar) => {
        const place = placeOf(bar, x, y(bar.share), extent.bottom);
        return titled({ class: 'datum' }, bar.title, element('rect', { class: 'bar', ...place }));
      });
    const ticks = y.ticks(4).map((share) => ({ position: y(share), text: percentTick(share) }));
    return { style: 'model', ticks, marks };
  });
}

/** Stacked bars in doubling ranges, a panel per series, all with the same axes. */
export function drawStacks(base: Layout, text: ChartText, chart: StacksChart): string {
  const ends = endsOf(chart.panels.flatMap(({ stacks }) => stacks));
  return drawPanels(base, text, chart, ends, ({ style, stacks }, x, extent) => {
    const y = scaleLinear([0, 1], [extent.bottom, extent.top]);
    const marks = stacks.map((stack) => {
      let below = 0;
      const parts = stack.parts.map((share, index) => {
        const [bottom, top] = [y(below), y(below + share)];
        below += share;
        if (share === 0) return '';
        return element('rect', { class: `part-${index}`, ...placeOf(stack, x, top, bottom) });
      });
      return titled({ class: 'datum' }, stack.title, ...parts);
    });
    return { style, ticks: shareTicks(y), marks };
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function endsOf(ranges: readonly Range[]): [number, number] {
  return [Math.min(...ranges.map(({ from }) => from)), Math.max(...ranges.map(({ to }) => to))];
}

/** Returns the rectangle of a range of distances, with a gap to its neighbors. */
function placeOf({ from, to }: Range, x: Distances, top: number, bottom: number) {
  return { x: x(from) + 1, y: top, width: x(to) - x(from) - 2, height: bottom - top };
}
