import { scaleLinear, scaleLog, scalePoint } from 'd3-scale';
import type { CurvesChart, HorizontalScale, NamedTick } from '../document/internal.ts';
import type { Tick } from './frame.ts';
import type { Extent, Layout } from './layout.ts';
import * as scales from './scales.ts';

export interface HorizontalAxis {
  readonly x: (at: number) => number;
  readonly ticks: readonly Tick[];
}

export interface VerticalAxis {
  /** Places a value outside of the axis at its end. */
  readonly y: (value: number) => number;
  /** Returns true for levels to be drawn: on a scale of shares only if the axis reaches below them. */
  readonly reaches: (value: number) => boolean;
  readonly ticks: readonly Tick[];
}

export function horizontalAxis(scale: HorizontalScale, extent: Extent, layout: Layout): HorizontalAxis {
  switch (scale.kind) {
    case 'distance': {
      const x = scales.distanceScale(scale.from, scale.to, extent);
      return { x: (at) => x(Math.max(at, 0.5)), ticks: scales.distanceTicks(x, layout) };
    }
    case 'categories':
      return categoryAxis(scale.ticks, extent);
    case 'values':
      return valueAxis(scale.ticks, extent);
    case 'count': {
      const x = scaleLinear([0, Math.max(1, scale.to)], [extent.left, extent.right]);
      const ticks = x.ticks(layout.variant === 'wide' ? 7 : 4);
      return { x, ticks: ticks.map((count) => ({ position: x(count), text: scales.shortCount(count) })) };
    }
  }
}

/** Axis with every name, or with every second or third if they would overlap. */
function categoryAxis(names: readonly NamedTick[], { left, right }: Extent): HorizontalAxis {
  const x = scalePoint(
    names.map(({ at }) => at),
    [left, right],
  ).padding(0.5);
  const widest = Math.max(...names.map(({ name }) => name.length)) * 7 + 8;
  const stride = Math.max(1, Math.ceil(widest / x.step()));
  const ticks = names.filter((_, index) => index % stride === 0);
  return { x: (at) => x(at) ?? left, ticks: ticks.map(({ at, name }) => ({ position: x(at)!, text: name })) };
}

/** Axis with a tick at each value whose name fits, and always at the last one. */
function valueAxis(values: readonly NamedTick[], { left, right }: Extent): HorizontalAxis {
  const [first, last] = [values[0]?.at ?? 0, values.at(-1)?.at ?? 1];
  const range: [number, number] = [left + 8, right - 8];
  const x =
    first > 0 && last / first >= 10
      ? scaleLog([first, last], range)
      : scaleLinear([first, last > first ? last : first + 1], range);
  const room = 14 + 7 * Math.max(...values.map(({ name }) => name.length));
  const ticks: Tick[] = [];
  for (const { at, name } of [...values].reverse()) {
    const position = x(at);
    if (ticks.every((tick) => Math.abs(tick.position - position) >= room))
      ticks.push({ position, text: name });
  }
  return { x, ticks };
}

export function verticalAxis({ vertical, panels }: CurvesChart, extent: Extent): VerticalAxis {
  const shown = panels.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.filter(({ value }) => value !== null)),
  );
  const lowest = Math.min(...shown.map(({ low }) => low));
  const highest = Math.max(...shown.map(({ high }) => high));
  const everywhere = () => true;
  switch (vertical.scale) {
    case 'share': {
      const y = scales.shareScale(lowest, extent);
      return { y, ticks: scales.shareTicks(y), reaches: (value) => value > y.domain()[0]! };
    }
    case 'magnitude': {
      const y = scales.magnitudeScale(Math.min(...shown.map(({ value }) => value!)), highest, extent);
      return { y: clamped(y), ticks: scales.magnitudeTicks(y), reaches: everywhere };
    }
    case 'fit': {
      const y = scaleLinear([lowest, highest], [extent.bottom, extent.top]).nice(10);
      return { y, ticks: ticksOf(y, vertical.unit), reaches: everywhere };
    }
    case 'value': {
      const levels = panels.flatMap(({ levels = [] }) => levels.map(({ value }) => value));
      const most = Math.max(highest, vertical.most ?? highest, ...levels);
      const y = scales.valueScale(Math.min(lowest, ...levels), most, extent);
      return { y: clamped(y), ticks: ticksOf(y, vertical.unit), reaches: everywhere };
    }
  }
}

interface Scale {
  (value: number): number;
  domain: () => number[];
}

function clamped(scale: Scale): (value: number) => number {
  const [floor, top] = scale.domain() as [number, number];
  return (value) => scale(Math.min(top, Math.max(floor, value)));
}

function ticksOf(
  scale: Scale & { ticks: (count: number) => number[] },
  unit: CurvesChart['vertical']['unit'],
): Tick[] {
  const word =
    unit === 'percent' ? scales.percentTick : (value: number) => String(value).replace('-', '\u2212');
  return scale.ticks(5).map((value) => ({ position: scale(value), text: word(value) }));
}
