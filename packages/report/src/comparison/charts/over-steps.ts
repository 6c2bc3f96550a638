import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { type Axes, type ChartText, frame, type Tick } from '../../charts/frame.ts';
import { type Extent, type Layout, plotExtent } from '../../charts/layout.ts';
import { shareScale, shareTicks } from '../../charts/scales.ts';
import { endLabels, marker, type SeriesStyle } from '../../charts/series.ts';
import { element, titled } from '../../charts/svg.ts';
import { formatCount } from '../../text/format.ts';

export interface StepPoint {
  readonly step: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly text: string;
  readonly thin: boolean;
}

export interface StepSeries {
  readonly style: SeriesStyle;
  readonly name: string;
  readonly points: readonly StepPoint[];
}

/** Figures with their intervals over the steps of one run. Steps that span a decade or more stand on a logarithmic axis. */
export function overSteps(
  layout: Layout,
  text: ChartText,
  series: readonly StepSeries[],
  vertical: { readonly label: string; readonly unit: 'bits' | 'share' },
): string {
  const extent = plotExtent(layout);
  const points = series.flatMap((one) => one.points);
  const steps = [...new Set(points.map(({ step }) => step))].sort((a, b) => a - b);
  const x = stepScale(steps, extent);
  const y = verticalScale(points, vertical.unit, extent);
  const axes: Axes = {
    horizontal: { label: 'Training step', ticks: readableTicks(steps, x, layout) },
    vertical: {
      label: vertical.label,
      ticks:
        vertical.unit === 'share'
          ? shareTicks(y)
          : y.ticks(5).map((bits) => ({ position: y(bits), text: String(bits) })),
    },
  };
  const labels = series.flatMap(({ style, name, points: own }) => {
    const last = own.at(-1);
    return last === undefined ? [] : [{ style, text: name, y: y(last.estimate) }];
  });
  const drawn = series.map((one) => renderSeries(one, x, y));
  const names = layout.variant === 'wide' ? endLabels(labels, extent) : '';
  return frame(layout, text, axes, ...drawn.reverse(), names);
}

function stepScale(steps: readonly number[], { left, right }: Extent): (step: number) => number {
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  const range: [number, number] = [left + 8, right - 8];
  return first > 0 && last / first >= 10
    ? scaleLog([first, last], range)
    : scaleLinear([first, Math.max(last, first + 1)], range);
}

function verticalScale(points: readonly StepPoint[], unit: 'bits' | 'share', extent: Extent) {
  const lowest = Math.min(...points.map(({ low }) => low));
  if (unit === 'share') return shareScale(lowest, extent);
  const highest = Math.max(...points.map(({ high }) => high));
  return scaleLinear([lowest, highest], [extent.bottom, extent.top]).nice(5);
}

/** A tick at each checkpoint that has room for its number. */
function readableTicks(steps: readonly number[], x: (step: number) => number, { variant }: Layout): Tick[] {
  const room = variant === 'wide' ? 56 : 48;
  const ticks: Tick[] = [];
  for (const step of [...steps].reverse()) {
    const position = x(step);
    if (ticks.every((tick) => Math.abs(tick.position - position) >= room)) {
      ticks.push({ position, text: formatCount(step) });
    }
  }
  return ticks;
}

function renderSeries(
  { style, name, points }: StepSeries,
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  const path = line<StepPoint>(
    ({ step }) => x(step),
    ({ estimate }) => y(estimate),
  ).digits(1);
  const dots = points.map(({ step, estimate, low, high, text, thin }) =>
    titled(
      { class: thin ? 'datum thin' : 'datum' },
      `${name}, step ${formatCount(step)}: ${text}`,
      element('line', { class: 'whisker', x1: x(step), x2: x(step), y1: y(low), y2: y(high) }),
      marker(style, x(step), y(estimate), thin),
    ),
  );
  return element(
    'g',
    { class: `series-${style}` },
    element('path', { class: 'line', d: path(points) ?? '' }),
    ...dots,
  );
}
