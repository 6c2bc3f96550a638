import { scaleLinear } from 'd3-scale';
import { modelPredictor, type Predictor } from '../document/predictors.ts';
import type { Result } from '../document/types.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { formatBits, formatBitsInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { image } from './frame.ts';
import type { Layout } from './layout.ts';
import { marker } from './series.ts';
import { element, textElement, titled } from './svg.ts';

interface Row {
  height: number;
  /** From the row's top to its name's base line, and to its dots. */
  name: number;
  dots: number;
  left: number;
}

/** Names stand before their rows, or above them where there is no room. */
const rows: Readonly<Record<Layout['variant'], Row>> = {
  wide: { height: 36, name: 22, dots: 18, left: 170 },
  narrow: { height: 46, name: 16, dots: 30, left: 6 },
};

/** One row per predictor, best first: a dot and its interval, filled with the state carried, hollow with it reset. */
export const bitsPerPredictor: Chart = {
  namesItsSeries: false,
  render: (result, base, text) => {
    const entries = sortedEntries(result);
    const own = modelPredictor(result);
    const row = rows[base.variant];
    const bottom = 8 + entries.length * row.height;
    const layout: Layout = { ...base, height: bottom + 46 };
    const right = layout.width - 14;
    const most = Math.max(...entries.flatMap(({ carried, reset }) => [carried?.high ?? 0, reset?.high ?? 0]));
    const x = scaleLinear([0, most], [row.left, right]).nice(5);
    const ticks = x
      .ticks(layout.variant === 'wide' ? 6 : 4)
      .flatMap((bits) => [
        element('line', { class: 'grid', x1: x(bits), x2: x(bits), y1: 8, y2: bottom }),
        textElement({ class: 'tick', x: x(bits), y: bottom + 18, 'text-anchor': 'middle' }, String(bits)),
      ]);
    const label = textElement(
      { class: 'axis-label', x: (row.left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' },
      'Bits per character (lower is better)',
    );
    const drawn = entries.map((entry, index) =>
      renderRow(
        entry,
        entry === own,
        { ...row, name: 8 + index * row.height + row.name, dots: 8 + index * row.height + row.dots },
        x,
      ),
    );
    return image(layout, text, ...ticks, ...drawn, label);
  },
  legend: (result) => {
    const hasReset = result.bitsPerCharacter.some(({ reset }) => reset !== null);
    if (!hasReset) return [];
    return [
      { style: 'model', name: 'state carried' },
      { style: 'model', name: 'state reset', hollow: true },
    ];
  },
};

function renderRow(entry: Predictor, isOwn: boolean, at: Row, x: (bits: number) => number): string {
  const style = isOwn ? 'model' : 'ngram';
  const states = [
    { measured: entry.reset, state: 'state reset', hollow: true },
    { measured: entry.carried, state: 'state carried', hollow: false },
  ];
  const dots = states.flatMap(({ measured, state, hollow }) => {
    if (measured === null) return [];
    const { bits, low, high } = measured;
    const title = `${entry.predictor}, ${state}: ${formatBits(bits)} bits (${formatBitsInterval(measured)})`;
    const whisker = element('line', { class: 'whisker', x1: x(low), x2: x(high), y1: at.dots, y2: at.dots });
    return [titled({ class: 'datum' }, title, whisker, marker(style, x(bits), at.dots, hollow))];
  });
  const value = formatBits((entry.carried ?? entry.reset)?.bits ?? null);
  const name = element(
    'text',
    { class: 'end-label', x: at.left === 6 ? 6 : 0, y: at.name },
    escapeHtml(shortened(entry.predictor)),
    element('tspan', { dx: 8 }, value),
  );
  return element('g', { class: `series-${style}` }, name, ...dots);
}

function shortened(text: string): string {
  return text.length > 18 ? `${text.slice(0, 17)}…` : text;
}

function sortedEntries(result: Result): Predictor[] {
  const bits = ({ carried, reset }: Predictor) => (carried ?? reset)?.bits ?? Number.POSITIVE_INFINITY;
  return result.bitsPerCharacter
    .filter(({ carried, reset }) => carried !== null || reset !== null)
    .sort((a, b) => bits(a) - bits(b));
}
