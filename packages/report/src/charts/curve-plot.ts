import type { ScaleContinuousNumeric } from 'd3-scale';
import { type Axes, type ChartText, image, plot } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { type PointSeries, pointMarks } from './points.ts';
import {
  distanceScale,
  distanceTicks,
  magnitudeScale,
  magnitudeTicks,
  shareScale,
  shareTicks,
  valueScale,
} from './scales.ts';
import type { SeriesStyle } from './series.ts';
import { element, textElement } from './svg.ts';

export interface CurveOptions {
  vertical: string;
  horizontal: string;
  /** `value`: from zero, or from the lowest below it. `magnitude`: by powers of ten. */
  scale: 'value' | 'share' | 'magnitude';
  /** How the vertical axis words its figures. */
  format?: (value: number) => string;
  /** Lines across, such as a value to compare with. */
  levels?: readonly { style?: SeriesStyle; value: number }[];
  /** Lines up and down, with a name at the top. */
  places?: readonly { style: SeriesStyle; at: number; name: string }[];
}

type Scale = ScaleContinuousNumeric<number, number>;

/** Figures with intervals against a distance that doubles from tick to tick. */
export function curves(
  layout: Layout,
  text: ChartText,
  series: readonly PointSeries[],
  options: CurveOptions,
): string {
  return image(layout, text, curvePlot(layout, series, options));
}

/** The same as a panel. Panels that stand side by side take their axes from `all` their series. */
export function curvePlot(
  layout: Layout,
  series: readonly PointSeries[],
  options: CurveOptions,
  all: readonly PointSeries[] = series,
): string {
  const extent = plotExtent(layout);
  const points = all.flatMap(({ points }) => points).filter(({ value }) => value !== null);
  const places = points.map(({ at }) => at);
  const x = distanceScale(Math.min(...places) * 0.8, Math.max(...places) * 1.25, extent);
  const { y, ticks } = verticalScale(all, options, extent);
  const [floor, top] = y.domain() as [number, number];
  const across = (value: number) => y(Math.min(top, Math.max(floor, value)));
  const axes: Axes = {
    horizontal: { label: options.horizontal, ticks: distanceTicks(x, layout) },
    vertical: { label: options.vertical, ticks },
  };
  const levels = (options.levels ?? []).map(({ style, value }) =>
    element('line', {
      class: style === undefined ? 'threshold' : `level series-${style}`,
      x1: extent.left,
      x2: extent.right,
      y1: across(value),
      y2: across(value),
    }),
  );
  const marks = pointMarks(series, { x: (at) => x(Math.max(at, 0.5)), y: across }, layout, extent);
  return plot(layout, axes, ...levels, ...placeMarks(options.places ?? [], x, extent), marks);
}

function verticalScale(
  all: readonly PointSeries[],
  { scale, levels = [], format = plainNumber }: CurveOptions,
  extent: Extent,
): { y: Scale; ticks: Axes['vertical']['ticks'] } {
  const shown = all.flatMap(({ points }) => points).filter(({ value }) => value !== null);
  if (scale === 'share') {
    const y = shareScale(Math.min(...shown.map(({ low }) => low)), extent);
    return { y, ticks: shareTicks(y) };
  }
  if (scale === 'magnitude') {
    const y = magnitudeScale(
      Math.min(...shown.map(({ value }) => value!)),
      Math.max(...shown.map(({ high }) => high)),
      extent,
    );
    return { y, ticks: magnitudeTicks(y) };
  }
  const extra = levels.map(({ value }) => value);
  const y = valueScale(
    Math.min(...shown.map(({ low }) => low), ...extra),
    Math.max(...shown.map(({ high }) => high), ...extra),
    extent,
  );
  return { y, ticks: y.ticks(5).map((value) => ({ position: y(value), text: format(value) })) };
}

function plainNumber(value: number): string {
  return String(value).replace('-', '\u2212');
}

/** Names at staggered heights, on the side where there is room. */
function placeMarks(
  places: NonNullable<CurveOptions['places']>,
  x: Scale,
  { left, right, top, bottom }: Extent,
): string[] {
  return places.map(({ style, at, name }, index) => {
    const where = x(at);
    const isLate = where > (left + right) / 2;
    return element(
      'g',
      { class: `series-${style}` },
      element('line', { class: 'drop', x1: where, x2: where, y1: top, y2: bottom }),
      textElement(
        {
          class: 'end-label',
          x: where + (isLate ? -6 : 6),
          y: top + 12 + index * 16,
          'text-anchor': isLate ? 'end' : 'start',
        },
        name,
      ),
    );
  });
}
