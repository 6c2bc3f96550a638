import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import type { Dot, DotRow, RowsAxis, RowsChart } from '../document/internal.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { type ChartText, image } from './frame.ts';
import type { Layout } from './layout.ts';
import { marker, whisker } from './markers.ts';
import { element, textElement, titled } from './svg.ts';

const GAP = 13;
const PADDING = 20;
const NAME_WIDTH = 190;
const TOP = 8;
const LETTER_WIDTH = 6.5;
/** Maximum characters of a line that spans a phone's width. */
const NARROW_LETTERS = 52;

type Scale = ScaleLinear<number, number> | ScaleLogarithmic<number, number>;

/** Draws one row per item, with dots and intervals along it. Names are before their rows, or above them if there is no room. */
export function drawRows(base: Layout, text: ChartText, chart: RowsChart): string {
  const { axis, rows, isSpread = false, namesAbove = false } = chart;
  const isBeside = base.variant === 'wide' && !namesAbove;
  const aboves = rows.map(({ name, value = '' }) => {
    if (isBeside) return 0;
    return base.variant !== 'wide' && name.length + value.length > NARROW_LETTERS ? 33 : 18;
  });
  const heights = rows.map(({ dots }, index) => {
    const spread = isSpread ? Math.max(0, dots.length - 1) * GAP + 4 : 16;
    return PADDING + aboves[index]! + spread;
  });
  const bottom = TOP + heights.reduce((sum, height) => sum + height, 0);
  const layout: Layout = { ...base, height: bottom + 46 };
  const [left, right] = [isBeside ? NAME_WIDTH : 6, layout.width - 20];
  const domain = domainOf(rows, axis);
  const x = axis.isLogarithmic
    ? scaleLog(domain, [left, right]).base(2).nice()
    : scaleLinear(domain, [left, right]).nice(5);
  const label = { class: 'axis-label', x: (left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' };
  let top = TOP;
  const drawn = rows.map((row, index) => {
    const letters = lettersFor(base, namesAbove);
    const place = { top, height: heights[index]!, above: aboves[index]!, isBeside, isSpread, letters };
    const rule =
      isSpread && index > 0
        ? element('line', { class: 'grid', x1: isBeside ? 0 : 6, x2: right, y1: top, y2: top })
        : '';
    top += heights[index]!;
    return rule + renderRow(row, place, x);
  });
  return image(
    layout,
    text,
    ...axisMarks(axis, x, bottom, isBeside || base.variant === 'wide' ? 6 : 4),
    ...drawn,
    textElement(label, axis.label),
  );
}

function lettersFor({ variant }: Layout, namesAbove: boolean): number {
  if (!namesAbove) return 26;
  return variant === 'wide' ? 70 : NARROW_LETTERS;
}

/** Domain that covers the axis' ends and all rows, with a margin at an end that the axis leaves open. */
function domainOf(
  rows: readonly DotRow[],
  { least, most, level, isLogarithmic }: RowsAxis,
): [number, number] {
  const values = rows.flatMap(({ dots }) => dots.flatMap(({ value, low, high }) => [value, low, high]));
  const all = level === undefined ? values : [...values, level];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (isLogarithmic) return [low / 1.03, high * 1.03];
  // A single value spans no axis.
  const margin = low === high ? Math.max(0.01, Math.abs(low) * 0.1) : (high - low) * 0.03;
  return [
    least === undefined ? low - margin : Math.min(least, low),
    most === undefined ? high + margin : Math.max(most, high),
  ];
}

function axisMarks({ unit, level }: RowsAxis, x: Scale, bottom: number, count: number): string[] {
  const ticks = x
    .ticks(count)
    .flatMap((value) => [
      element('line', { class: 'grid', x1: x(value), x2: x(value), y1: TOP, y2: bottom }),
      textElement(
        { class: 'tick', x: x(value), y: bottom + 18, 'text-anchor': 'middle' },
        tickText(value, unit),
      ),
    ]);
  if (level === undefined) return ticks;
  return [...ticks, element('line', { class: 'threshold', x1: x(level), x2: x(level), y1: TOP, y2: bottom })];
}

function tickText(value: number, unit: RowsAxis['unit']): string {
  if (unit === 'number') return String(Number(value.toFixed(4)));
  return `${Number((100 * value).toFixed(2))}${unit === 'percent' ? ' %' : ''}`;
}

interface Place {
  top: number;
  height: number;
  /** Height of a name above its row: one line, or two with the figure in the second. */
  above: number;
  isBeside: boolean;
  isSpread: boolean;
  /** Length of a name before it is truncated. */
  letters: number;
}

/** Label of a hollow dot: after its interval, or before it if there is no room. */
function hollowLabel({ hollow, value, low, high }: Dot, y: number, x: Scale): string {
  if (hollow === null) return '';
  const after = x(Math.max(value, high)) + 8;
  const isAfter = after + LETTER_WIDTH * hollow.length < x.range()[1]! + 20;
  const place = { x: isAfter ? after : x(Math.min(value, low)) - 8, y: y + 4 };
  return textElement({ class: 'level-name', ...place, 'text-anchor': isAfter ? 'start' : 'end' }, hollow);
}

function renderRow({ name, value, style, dots }: DotRow, place: Place, x: Scale): string {
  const { top, height, above, isBeside, isSpread, letters } = place;
  const middle = top + above + (height - above) / 2;
  const drawn = dots.map((dot, index) => {
    const y = isSpread ? middle + (index - (dots.length - 1) / 2) * GAP : middle;
    return element(
      'g',
      { class: `series-${dot.style}` },
      titled(
        { class: 'datum' },
        dot.title,
        dot.low < dot.high ? whisker(y, x(dot.low), x(dot.high), 'along') : '',
        marker(dot.style, x(dot.value), y, dot.hollow !== null),
      ),
      hollowLabel(dot, y, x),
    );
  });
  // If the name is too long, its part after the colon moves to the figure's line.
  const cut = name.length > letters ? name.lastIndexOf(': ') + 1 : 0;
  const [first, rest] =
    cut === 0 ? [name, value] : [name.slice(0, cut), `${name.slice(cut + 1)}  ${value ?? ''}`];
  const label = element(
    'text',
    {
      class: style === undefined ? 'row-name' : `end-label series-${style}`,
      x: isBeside ? 0 : 6,
      y: isBeside ? middle + 4 : top + 16,
    },
    escapeHtml(first.length > letters ? `${first.slice(0, letters - 1)}…` : first),
    rest === undefined ? '' : element('tspan', above > 18 ? { x: 6, dy: 15 } : { dx: 8 }, escapeHtml(rest)),
  );
  return label + drawn.join('');
}
