import {
  type CurvesChart,
  drawCurves,
  type HorizontalScale,
  horizontalAxis,
  type Level,
  narrowLayout,
  plotExtent,
  type SeriesStyle,
} from '@longrange/report/internal';
import { useMemo, useState } from 'preact/hooks';
import type { Point } from '../state/state.ts';
import { Keep } from './keep.tsx';

/** A curve with its name. */
export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
  /** Intervals of x that are marked at the foot of the chart, and the meaning of the marks. */
  readonly marked?: { readonly label: string; readonly spans: readonly (readonly [number, number])[] };
}

interface Axis {
  readonly label: string;
  readonly format: (value: number) => string;
}

interface HorizontalAxis extends Axis {
  readonly scale: HorizontalScale;
}

interface VerticalAxis extends Axis {
  readonly unit?: 'percent';
  /** Upper end, if no value is higher. */
  readonly most?: number;
}

/** Number without decimals, in groups of three digits. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** Axis of a share or a probability. */
export function shares(label: string): VerticalAxis {
  return { label, unit: 'percent', most: 1, format: (value) => `${Math.round(100 * value)} %` };
}

/** Axis of a number of characters, from 0. */
export function counts(label: string, to: number): HorizontalAxis {
  return { label, scale: { kind: 'count', to }, format: whole };
}

/** Axis of a distance in characters, which doubles from tick to tick. */
export function distances(label: string, from: number, to: number): HorizontalAxis {
  return { label, scale: { kind: 'distance', from, to }, format: whole };
}

/** Returns the points of a curve over doublings of the distance, each at its geometric mean. */
export function pointsOf(
  curve: readonly { readonly from: number; readonly to: number; readonly estimate: number | null }[],
): Point[] {
  return curve.map(({ from, to, estimate }) => ({
    x: Math.sqrt(from * (to - 1)),
    y: estimate ?? Number.NaN,
  }));
}

/** Styles of the networks that read a text, in their order. */
export const STYLES = ['model', 'real', 'text'] as const satisfies readonly SeriesStyle[];
/** Opacity of a network's color by strength, from 0 to 4. */
export const OPACITY = [0, 0.42, 0.6, 0.8, 1];
/** Color of a network, by its place and a strength, or of an ending that it predicted or not. */
export function strengthColor(place: number, strength: number | 'kept' | 'lost'): string {
  if (typeof strength === 'string') return `var(--${strength})`;
  return `color-mix(in srgb, var(--${STYLES[place]}) ${100 * OPACITY[strength]!}%, transparent)`;
}

const LAYOUT = { ...narrowLayout, width: 560, height: 240, left: 80, right: 20 };
/** Curves of more points are lines without markers. */
const MOST_MARKERS = 20;

/** Curves over one axis, with the values at the pointer or a slider as text. */
export function LineChart({
  name,
  title,
  x,
  y,
  series,
  level,
}: {
  /** Name of the files that it is saved to. */
  readonly name: string;
  readonly title: string;
  readonly x: HorizontalAxis;
  readonly y: VerticalAxis;
  readonly series: readonly Series[];
  /** A level that matters, with its meaning. */
  readonly level?: Level;
}) {
  const [at, setAt] = useState<number | null>(null);
  const drawing = useMemo(
    () => drawCurves(LAYOUT, { id: name, title, description: '' }, chartOf(x, y, series, level)),
    [name, title, x, y, series, level],
  );
  const { x: placeOf } = horizontalAxis(x.scale, plotExtent(LAYOUT), LAYOUT);
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  );
  const nearest = (place: number) => {
    const away = (one: number) => Math.abs(placeOf(one) - place);
    return xs.reduce((best, one) => (away(one) < away(best) ? one : best), xs[0] ?? 0);
  };
  const said = at === null ? '' : saidAt(at, x, y, series);
  return (
    <figure class="graph">
      <figcaption>{title}</figcaption>
      <div
        class="plot"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt(nearest(((event.clientX - box.left) / box.width) * LAYOUT.width));
        }}
        onPointerLeave={() => setAt(null)}
      >
        <div dangerouslySetInnerHTML={{ __html: drawing }} />
        {at !== null && <i class="cursor" style={{ left: `${(100 * placeOf(at)) / LAYOUT.width}%` }} />}
      </div>
      <div class="under">
        <ul class="legend">
          {series.map(({ name: key, style, marked }) => (
            <li key={key} class={`series-${style}`}>
              {key}
              {marked && `; bar: ${marked.label}`}
            </li>
          ))}
        </ul>
        <Keep name={name} figures={{ title, x: x.label, y: y.label, series }} />
      </div>
      <label class="values">
        <span>Read values</span>
        <input
          type="range"
          aria-label={`Values of: ${title}`}
          aria-valuetext={said}
          min={0}
          max={Math.max(0, xs.length - 1)}
          value={at === null ? 0 : xs.indexOf(at)}
          onInput={({ currentTarget }) => setAt(xs[Number(currentTarget.value)] ?? null)}
        />
        <output>{said}</output>
      </label>
    </figure>
  );
}

function chartOf(
  x: HorizontalAxis,
  y: VerticalAxis,
  series: readonly Series[],
  level: Level | undefined,
): CurvesChart {
  const panel = {
    title: '',
    horizontal: x.scale,
    levels: level === undefined ? [] : [level],
    series: series.map(({ name, style, points }) => ({
      name,
      style,
      isBackground: points.length >= MOST_MARKERS,
      points: points.map(({ x: at, y: value }) => ({
        at,
        value: Number.isFinite(value) ? value : null,
        low: value,
        high: value,
        thin: false,
        title: '',
      })),
    })),
    spans: series.flatMap(({ style, marked }) =>
      (marked?.spans ?? []).map(([from, to]) => ({ style, from, to })),
    ),
  };
  return {
    kind: 'curves',
    horizontal: x.label,
    vertical: { ...y, scale: 'value' },
    panels: [panel],
  };
}

function saidAt(at: number, x: Axis, y: Axis, series: readonly Series[]): string {
  const values = series.flatMap(({ name, points, marked }) => {
    const point = points.find((one) => one.x === at);
    if (point === undefined || Number.isNaN(point.y)) return [];
    const isMarked = marked?.spans.some(([from, to]) => at >= from && at <= to) ?? false;
    return [`${name}: ${y.format(point.y)}${isMarked ? `, ${marked!.label}` : ''}`];
  });
  return `${x.format(at)} ${x.label}: ${values.join('; ')}`;
}
