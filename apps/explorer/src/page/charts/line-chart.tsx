import { scaleLinear, scaleSymlog } from 'd3-scale';
import { line } from 'd3-shape';
import { useState } from 'preact/hooks';

/** A curve with its name. */
export interface Series {
  readonly name: string;
  /** Suffix of its style: `model`, `beside`, `average`. */
  readonly style: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly format: (value: number) => string;
  /** Logarithmic beyond 1. */
  readonly isLogarithmic?: boolean;
}

const [WIDTH, HEIGHT] = [560, 240];
const MARGIN = { left: 48, right: 12, top: 12, bottom: 40 };

/** Curves over one axis, with the values under the pointer or the arrow keys said in words. */
export function LineChart({
  title,
  x,
  y,
  series,
  threshold,
}: {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A level that matters, with its meaning. */
  readonly threshold?: { readonly at: number; readonly label: string };
}) {
  const [at, setAt] = useState<number | null>(null);
  const horizontal = (x.isLogarithmic ? scaleSymlog() : scaleLinear())
    .domain([x.from, x.to])
    .range([MARGIN.left, WIDTH - MARGIN.right]);
  const vertical = scaleLinear([y.from, y.to], [HEIGHT - MARGIN.bottom, MARGIN.top]).clamp(true);
  const path = line<{ x: number; y: number }>(
    (point) => horizontal(point.x),
    (point) => vertical(point.y),
  ).defined((point) => !Number.isNaN(point.y));
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  );
  const nearest = (value: number) =>
    xs.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best), xs[0] ?? 0);
  const ticks = x.isLogarithmic ? powers(x.to) : horizontal.ticks(6);
  const said = at === null ? '' : saidAt(at, x, y, series);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={title}
        tabIndex={0}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt(nearest(horizontal.invert(((event.clientX - box.left) / box.width) * WIDTH)));
        }}
        onPointerLeave={() => setAt(null)}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (step === undefined || xs.length === 0) return;
          event.preventDefault();
          const index = at === null ? 0 : xs.indexOf(at) + step;
          setAt(xs[Math.max(0, Math.min(xs.length - 1, index))]!);
        }}
      >
        {vertical.ticks(4).map((tick) => (
          <g key={`y${tick}`}>
            <line
              class="grid"
              x1={MARGIN.left}
              x2={WIDTH - MARGIN.right}
              y1={vertical(tick)}
              y2={vertical(tick)}
            />
            <text class="tick" x={MARGIN.left - 6} y={vertical(tick) + 4} text-anchor="end">
              {y.format(tick)}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <text
            key={`x${tick}`}
            class="tick"
            x={horizontal(tick)}
            y={HEIGHT - MARGIN.bottom + 16}
            text-anchor="middle"
          >
            {x.format(tick)}
          </text>
        ))}
        <text class="axis-label" x={WIDTH - MARGIN.right} y={HEIGHT - 6} text-anchor="end">
          {x.label}
        </text>
        {threshold && (
          <g>
            <line
              class="threshold"
              x1={MARGIN.left}
              x2={WIDTH - MARGIN.right}
              y1={vertical(threshold.at)}
              y2={vertical(threshold.at)}
            />
            <text
              class="threshold-label"
              x={WIDTH - MARGIN.right}
              y={vertical(threshold.at) - 5}
              text-anchor="end"
            >
              {threshold.label}
            </text>
          </g>
        )}
        {series.map(({ name, style, points }) => (
          <path key={name} class={`line series-${style}`} d={path(points) ?? ''} />
        ))}
        {at !== null && (
          <line
            class="cursor"
            x1={horizontal(at)}
            x2={horizontal(at)}
            y1={MARGIN.top}
            y2={HEIGHT - MARGIN.bottom}
          />
        )}
      </svg>
      <output aria-live="polite">{said}</output>
      <ul class="legend">
        {series.map(({ name, style }) => (
          <li key={name} class={`series-${style}`}>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function saidAt(at: number, x: Axis, y: Axis, series: readonly Series[]): string {
  const values = series.flatMap(({ name, points }) => {
    const point = points.find((one) => one.x === at);
    return point === undefined || Number.isNaN(point.y) ? [] : [`${name}: ${y.format(point.y)}`];
  });
  return `${x.format(at)} ${x.label}: ${values.join(', ')}`;
}

/** 1, 4, 16, …, as far as the axis goes. */
function powers(to: number): number[] {
  const count = Math.max(1, Math.floor(Math.log(Math.max(1, to)) / Math.log(4)) + 1);
  return Array.from({ length: count }, (_, power) => 4 ** power);
}
