import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { useState } from 'preact/hooks';
import { Keep } from './keep.tsx';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve with its name. */
export interface Series {
  readonly name: string;
  /** Suffix of its style: `first`, `second` (the network beside), `average`. */
  readonly style: 'first' | 'second' | 'average';
  readonly points: readonly Point[];
  /** Intervals of x that are marked at the foot of the chart, and the meaning of the marks. */
  readonly marked?: { readonly label: string; readonly spans: readonly (readonly [number, number])[] };
}

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly format: (value: number) => string;
  /** True for a logarithmic axis, which begins above 0. */
  readonly isLogarithmic?: boolean;
}

/** Axis of a share or a probability. */
export function shares(label: string): Axis {
  return { label, from: 0, to: 1, format: (value) => `${Math.round(100 * value)} %` };
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

const [WIDTH, HEIGHT] = [560, 240];
const MARGIN = { left: 80, right: 20, top: 28, bottom: 42 };
/** Height of the marks of one curve. */
const MARK = 5;

/** Curves over one axis, with the values at the pointer or a slider as text. */
export function LineChart({
  name,
  title,
  x,
  y,
  series,
  threshold,
}: {
  /** Name of the files that it is saved to. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A level that matters, with its meaning. */
  readonly threshold?: { readonly at: number; readonly label: string };
}) {
  const [at, setAt] = useState<number | null>(null);
  const right = WIDTH - MARGIN.right;
  const foot = HEIGHT - MARGIN.bottom;
  const horizontal = (x.isLogarithmic ? scaleLog() : scaleLinear())
    .domain([x.from, x.to])
    .range([MARGIN.left, right])
    .clamp(true);
  const vertical = scaleLinear([y.from, y.to], [foot, MARGIN.top]).clamp(true);
  const path = line<Point>(
    (point) => horizontal(point.x),
    (point) => vertical(point.y),
  ).defined((point) => !Number.isNaN(point.y));
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  );
  const nearest = (value: number) =>
    xs.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best), xs[0] ?? 0);
  const ticks = x.isLogarithmic ? powers(x.from, x.to) : horizontal.ticks(6);
  const said = at === null ? '' : saidAt(at, x, y, series);
  const level = threshold === undefined ? 0 : vertical(threshold.at);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={title}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt(nearest(horizontal.invert(((event.clientX - box.left) / box.width) * WIDTH)));
        }}
        onPointerLeave={() => setAt(null)}
      >
        {vertical.ticks(4).map((tick) => (
          <g key={`y${tick}`}>
            <line class="grid" x1={MARGIN.left} x2={right} y1={vertical(tick)} y2={vertical(tick)} />
            <text class="tick" x={MARGIN.left - 6} y={vertical(tick) + 4} text-anchor="end">
              {y.format(tick)}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <text key={`x${tick}`} class="tick" x={horizontal(tick)} y={foot + 18} text-anchor="middle">
            {x.format(tick)}
          </text>
        ))}
        <text class="axis-label" x={4} y={12}>
          {y.label}
        </text>
        <text class="axis-label" x={right} y={HEIGHT - 6} text-anchor="end">
          {x.label}
        </text>
        {threshold && (
          <g>
            <line class="threshold" x1={MARGIN.left} x2={right} y1={level} y2={level} />
            <text class="threshold-label" x={right} y={level - 5} text-anchor="end">
              {threshold.label}
            </text>
          </g>
        )}
        {series.map(({ name: key, style, points, marked }, index) => (
          <g key={key} class={`series-${style}`}>
            <path class="line" d={path(points) ?? ''} />
            {points.length < 20 &&
              points
                .filter((point) => !Number.isNaN(point.y))
                .map((point) => (
                  <circle key={point.x} cx={horizontal(point.x)} cy={vertical(point.y)} r={3} />
                ))}
            {marked?.spans.map(([from, to]) => (
              <rect
                key={from}
                class="mark"
                x={horizontal(from)}
                width={Math.max(1, horizontal(to) - horizontal(from))}
                y={foot - (index + 1) * (MARK + 1)}
                height={MARK}
              />
            ))}
          </g>
        ))}
        {at !== null && (
          <line class="cursor" x1={horizontal(at)} x2={horizontal(at)} y1={MARGIN.top} y2={foot} />
        )}
      </svg>
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

function saidAt(at: number, x: Axis, y: Axis, series: readonly Series[]): string {
  const values = series.flatMap(({ name, points, marked }) => {
    const point = points.find((one) => one.x === at);
    if (point === undefined || Number.isNaN(point.y)) return [];
    const isMarked = marked?.spans.some(([from, to]) => at >= from && at <= to) ?? false;
    return [`${name}: ${y.format(point.y)}${isMarked ? `, ${marked!.label}` : ''}`];
  });
  return `${x.format(at)} ${x.label}: ${values.join('; ')}`;
}

/** Powers of 4 within the axis. */
function powers(from: number, to: number): number[] {
  const all = Array.from({ length: 12 }, (_, power) => 4 ** power);
  return all.filter((power) => power >= from && power <= to);
}
