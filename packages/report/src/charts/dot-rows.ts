import type { ScaleLinear } from 'd3-scale';
import { escapeHtml } from '../text/escape-html.ts';
import { type ChartText, image } from './frame.ts';
import type { Layout } from './layout.ts';
import { marker, type SeriesStyle } from './series.ts';
import { element, textElement, titled } from './svg.ts';

export interface Dot {
  style: SeriesStyle;
  value: number;
  low: number;
  high: number;
  hollow: boolean;
  title: string;
}

export interface DotRow {
  name: string;
  /** A figure after the name. */
  value?: string;
  /** The colour of the name, where the row is one series. */
  style?: SeriesStyle;
  dots: readonly Dot[];
}

export interface DotAxis {
  label: string;
  /** With its domain; the range is set here. */
  scale: ScaleLinear<number, number>;
  format: (value: number) => string;
  /** A line up and down, such as chance. */
  level?: number;
  /** Whether the dots of a row stand one below the other, so that intervals do not cover each other. */
  spread?: boolean;
}

const GAP = 13;
const PADDING = 20;
const NAME_WIDTH = 190;

/** One row per thing, dots with intervals along it. Names stand before their rows, or above them where there is no room. */
export function dotRows(base: Layout, text: ChartText, rows: readonly DotRow[], axis: DotAxis): string {
  const isWide = base.variant === 'wide';
  const above = isWide ? 0 : 18;
  const heights = rows.map(
    ({ dots }) =>
      PADDING +
      above +
      (axis.spread === true ? Math.max(0, dots.length - 1) * GAP : 0) +
      (axis.spread === true ? 4 : 16),
  );
  const bottom = 8 + heights.reduce((sum, height) => sum + height, 0);
  const layout: Layout = { ...base, height: bottom + 46 };
  const [left, right] = [isWide ? NAME_WIDTH : 6, layout.width - 20];
  const x = axis.scale.copy().range([left, right]);
  const ticks = x
    .ticks(isWide ? 6 : 4)
    .flatMap((value) => [
      element('line', { class: 'grid', x1: x(value), x2: x(value), y1: 8, y2: bottom }),
      textElement(
        { class: 'tick', x: x(value), y: bottom + 18, 'text-anchor': 'middle' },
        axis.format(value),
      ),
    ]);
  const level =
    axis.level === undefined
      ? ''
      : element('line', { class: 'threshold', x1: x(axis.level), x2: x(axis.level), y1: 8, y2: bottom });
  const label = textElement(
    { class: 'axis-label', x: (left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' },
    axis.label,
  );
  let top = 8;
  const drawn = rows.map((row, index) => {
    const at = top;
    top += heights[index]!;
    const rule =
      axis.spread === true && index > 0
        ? element('line', { class: 'grid', x1: isWide ? 0 : 6, x2: right, y1: at, y2: at })
        : '';
    return (
      rule + renderRow(row, { top: at, height: heights[index]!, isWide, isSpread: axis.spread === true }, x)
    );
  });
  return image(layout, text, ...ticks, level, ...drawn, label);
}

interface Place {
  top: number;
  height: number;
  isWide: boolean;
  isSpread: boolean;
}

function renderRow({ name, value, style, dots }: DotRow, place: Place, x: (value: number) => number): string {
  const { top, height, isWide, isSpread } = place;
  const middle = isWide ? top + height / 2 : top + 18 + (height - 18) / 2;
  const drawn = dots.map((dot, index) => {
    const y = isSpread ? middle + (index - (dots.length - 1) / 2) * GAP : middle;
    return element(
      'g',
      { class: `series-${dot.style}` },
      titled(
        { class: 'datum' },
        dot.title,
        element('line', { class: 'whisker', x1: x(dot.low), x2: x(dot.high), y1: y, y2: y }),
        marker(dot.style, x(dot.value), y, dot.hollow),
      ),
    );
  });
  const label = element(
    'text',
    {
      class: style === undefined ? 'row-name' : `end-label series-${style}`,
      x: isWide ? 0 : 6,
      y: isWide ? middle + 4 : top + 16,
    },
    escapeHtml(shortened(name)),
    value === undefined ? '' : element('tspan', { dx: 8 }, escapeHtml(value)),
  );
  return label + drawn.join('');
}

function shortened(text: string): string {
  return text.length > 26 ? `${text.slice(0, 25)}…` : text;
}
