import { type ScaleLogarithmic, scalePow } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { namedSubjects } from '../document/subjects.ts';
import type { Subject, SurvivalPoint } from '../document/types.ts';
import { formatPercent } from '../text/format.ts';
import { type Chart, subjectLegend } from './chart.ts';
import { type ChartText, frame } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { distanceScale, distanceTicks } from './scales.ts';
import { type EndLabel, endLabels, type SeriesStyle } from './series.ts';
import { element, titled } from './svg.ts';

/** Kaplan–Meier of one part of every subject, with bands. The square-root scale shows the tail, and zero. */
export function closureOf(pick: (subject: Subject) => readonly SurvivalPoint[] | undefined): Chart {
  const has = (subject: Subject) => (pick(subject) ?? []).length > 0;
  return {
    namesItsSeries: true,
    render: (result, layout, text) =>
      closureChart(
        namedSubjects(result)
          .filter(({ subject }) => has(subject))
          .map(({ name, subject }) => ({ name, style: subject.id, points: pick(subject)! })),
        layout,
        text,
      ),
    legend: subjectLegend(has),
  };
}

/** The share of openers still open. */
export const closure = closureOf(({ delimiters }) => delimiters.closure);

interface ClosureSeries {
  name: string;
  style: SeriesStyle;
  points: readonly SurvivalPoint[];
}

function closureChart(series: readonly ClosureSeries[], layout: Layout, text: ChartText): string {
  const extent = plotExtent(layout);
  const farthest = Math.max(...series.map(({ points }) => points.at(-1)!.distance));
  const x = distanceScale(1, farthest * 1.02, extent);
  const y = scalePow([0, 1], [extent.bottom, extent.top]).exponent(0.5);
  const labels: EndLabel[] = [];
  const curves = series.map(({ name, style, points: all }) => {
    const points = thinned(fromStart(all), x);
    labels.push({ style, text: name, y: y(points.at(-1)!.survival) });
    return titled({ class: `series-${style}` }, name, ...stepCurve(points, x, y));
  });
  const ticks = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1];
  return frame(
    layout,
    text,
    {
      horizontal: { label: 'Characters since the opener', ticks: distanceTicks(x, layout) },
      vertical: {
        label: 'Share still open',
        ticks: ticks.map((share) => ({ position: y(share), text: shortPercent(share) })),
      },
    },
    ...curves.reverse(),
    layout.variant === 'wide' ? endLabels(labels, extent) : '',
  );
}

function stepCurve(
  points: readonly SurvivalPoint[],
  x: ScaleLogarithmic<number, number>,
  y: (share: number) => number,
): string[] {
  const across = ({ distance }: SurvivalPoint) => x(Math.max(1, distance));
  const band = area<SurvivalPoint>(
    across,
    ({ low }) => y(low),
    ({ high }) => y(high),
  )
    .curve(curveStepAfter)
    .digits(1);
  const curve = line<SurvivalPoint>(across, ({ survival }) => y(survival))
    .curve(curveStepAfter)
    .digits(1);
  return [
    element('path', { class: 'band', d: band(points)! }),
    element('path', { class: 'line', d: curve(points)! }),
  ];
}

/** Everything is open at the start, whatever the first observation. */
function fromStart(points: readonly SurvivalPoint[]): readonly SurvivalPoint[] {
  const first = points[0]!;
  if (first.distance <= 1) return points;
  return [{ ...first, distance: 1, survival: 1, low: 1, high: 1, events: 0 }, ...points];
}

/** Steps closer than half a pixel cannot be told apart: the last of them stands for all. */
function thinned(points: readonly SurvivalPoint[], x: ScaleLogarithmic<number, number>): SurvivalPoint[] {
  return points.filter((point, index) => {
    const next = points[index + 1];
    return next === undefined || x(Math.max(1, next.distance)) - x(Math.max(1, point.distance)) >= 0.5;
  });
}

function shortPercent(share: number): string {
  return formatPercent(share).replace(/\.0+(?=\D)/, '');
}
