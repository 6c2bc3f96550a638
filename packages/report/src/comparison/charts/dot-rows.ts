import { scaleLinear } from 'd3-scale';
import { type ChartText, image } from '../../charts/frame.ts';
import type { Layout } from '../../charts/layout.ts';
import { marker, type SeriesStyle } from '../../charts/series.ts';
import { element, textElement, titled } from '../../charts/svg.ts';

/** One figure with its interval. */
export interface DotRow {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly estimate: number;
  /** Null where nothing follows from so few documents. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Single runs behind the figure, drawn as small ticks. */
  readonly runs: readonly number[];
  /** The figure in words, for its tooltip and beside its name. */
  readonly text: string;
  readonly hollow: boolean;
}

export interface DotAxis {
  readonly label: string;
  readonly format: (value: number) => string;
  /** A value to mark with a line, and to show in any case: 0 of a difference. */
  readonly mark: number | null;
}

const ROW_HEIGHT = 46;
const TOP = 6;

/** One row per figure, its name above it: a dot, its interval, its runs. */
export function dotRows(base: Layout, text: ChartText, rows: readonly DotRow[], axis: DotAxis): string {
  const bottom = TOP + rows.length * ROW_HEIGHT;
  const layout: Layout = { ...base, height: bottom + 46 };
  const [left, right] = [14, layout.width - 14];
  const values = [...rows.flatMap(valuesOf), ...(axis.mark === null ? [] : [axis.mark])];
  const x = scaleLinear(widened(values), [left, right]).nice(5);
  const ticks = x
    .ticks(layout.variant === 'wide' ? 7 : 4)
    .flatMap((value) => [
      element('line', { class: 'grid', x1: x(value), x2: x(value), y1: TOP, y2: bottom }),
      textElement(
        { class: 'tick', x: x(value), y: bottom + 18, 'text-anchor': 'middle' },
        axis.format(value),
      ),
    ]);
  const mark =
    axis.mark === null
      ? ''
      : element('line', { class: 'threshold', x1: x(axis.mark), x2: x(axis.mark), y1: TOP, y2: bottom });
  const label = { class: 'axis-label', x: (left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' };
  const most = layout.variant === 'wide' ? 70 : 30;
  const drawn = rows.map((row, index) => renderRow(row, TOP + index * ROW_HEIGHT, x, { left, most }));
  return image(layout, text, ...ticks, mark, ...drawn, textElement(label, axis.label));
}

function valuesOf({ estimate, interval, runs }: DotRow): number[] {
  return [estimate, ...runs, ...(interval === null ? [] : [interval.low, interval.high])];
}

/** Of one value alone no axis can be made. */
function widened(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = low === high ? Math.max(0.01, Math.abs(low) * 0.1) : (high - low) * 0.03;
  return [low - margin, high + margin];
}

function renderRow(
  { name, style, estimate, interval, runs, text, hollow }: DotRow,
  top: number,
  x: (value: number) => number,
  { left, most }: { left: number; most: number },
): string {
  const y = top + 30;
  const shown = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  const whisker =
    interval === null
      ? ''
      : element('line', { class: 'whisker', x1: x(interval.low), x2: x(interval.high), y1: y, y2: y });
  const ticks = runs.map((value) =>
    element('line', { class: 'line', x1: x(value), x2: x(value), y1: y - 7, y2: y + 7 }),
  );
  return element(
    'g',
    { class: `series-${style} quiet` },
    textElement({ class: 'end-label', x: left, y: top + 16 }, shown),
    titled({ class: 'datum' }, `${name}: ${text}`, whisker, ...ticks, marker(style, x(estimate), y, hollow)),
  );
}
