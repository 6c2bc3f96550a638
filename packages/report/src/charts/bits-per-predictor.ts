import { scaleLinear } from 'd3-scale';
import { modelPredictor, type Predictor } from '../document/predictors.ts';
import type { Result } from '../document/types.ts';
import { formatBits, formatBitsInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { image } from './frame.ts';
import type { Layout } from './layout.ts';
import { marker } from './series.ts';
import { element, textElement, titled } from './svg.ts';

const ROW_HEIGHT = 40;

interface Measured {
  bits: number;
  low: number;
  high: number;
}

/** One row per predictor, best first: a dot and its interval, filled with the state carried, hollow with it reset. */
export const bitsPerPredictor: Chart = {
  namesItsSeries: false,
  render: (result, base, text) => {
    const entries = sortedEntries(result);
    const own = modelPredictor(result);
    const layout: Layout = { ...base, height: 40 + entries.length * ROW_HEIGHT + 44 };
    const left = 4;
    const right = layout.width - 12;
    const bottom = layout.height - 44;
    const most = Math.max(...entries.flatMap(({ carried, reset }) => [carried?.high ?? 0, reset?.high ?? 0]));
    const x = scaleLinear([0, most], [left, right]).nice(5);
    const ticks = x
      .ticks(layout.variant === 'wide' ? 8 : 4)
      .flatMap((bits) => [
        element('line', { class: 'grid', x1: x(bits), x2: x(bits), y1: 16, y2: bottom }),
        textElement(
          { class: 'tick', x: x(bits), y: bottom + 18, 'text-anchor': bits === 0 ? 'start' : 'middle' },
          String(bits),
        ),
      ]);
    const rows = entries.map((entry, index) => row(entry, entry === own, 16 + index * ROW_HEIGHT, x));
    const label = textElement(
      { class: 'axis-label', x: (left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' },
      'Bits per character (lower is better)',
    );
    return image(layout, text, ...ticks, ...rows, label);
  },
  legend: (result) => {
    const hasReset = result.bitsPerCharacter.some(({ reset }) => reset !== null);
    return hasReset
      ? [
          { style: 'model', name: 'state carried' },
          { style: 'model', name: 'state reset', hollow: true },
        ]
      : [];
  },
};

function row(entry: Predictor, isOwn: boolean, top: number, x: (bits: number) => number): string {
  const style = isOwn ? 'model' : 'ngram';
  const middle = top + 28;
  const dots: string[] = [];
  const dot = (measured: Measured | null, hollow: boolean, state: string) => {
    if (measured === null) return;
    const title = `${entry.predictor}, ${state}: ${formatBits(measured.bits)} bits (${formatBitsInterval(measured)})`;
    dots.push(
      titled(
        { class: 'datum' },
        title,
        element('line', {
          class: 'whisker',
          x1: x(measured.low),
          x2: x(measured.high),
          y1: middle,
          y2: middle,
        }),
        marker(style, x(measured.bits), middle, hollow),
      ),
    );
  };
  dot(entry.reset, true, 'state reset');
  dot(entry.carried, false, 'state carried');
  const value = entry.carried ?? entry.reset;
  const name = value === null ? entry.predictor : `${entry.predictor}  ${formatBits(value.bits)}`;
  return element(
    'g',
    { class: `series-${style}` },
    textElement({ class: 'end-label', x: 4, y: top + 14 }, name),
    ...dots,
  );
}

function sortedEntries(result: Result): Predictor[] {
  const bits = ({ carried, reset }: Predictor) => (carried ?? reset)?.bits ?? Number.POSITIVE_INFINITY;
  return result.bitsPerCharacter
    .filter(({ carried, reset }) => carried !== null || reset !== null)
    .sort((a, b) => bits(a) - bits(b));
}
