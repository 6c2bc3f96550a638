import { scaleLinear } from 'd3-scale';
import { modelPredictor, type Predictor } from '../document/names/predictors.ts';
import type { Result } from '../document/types.ts';
import { drawnBounds, formatBits, formatBitsInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { type Dot, dotRows } from './dot-rows.ts';

/** One row per predictor, best first: a dot and its interval, filled with the state carried, hollow with it reset. */
export const bitsPerPredictor: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const entries = sortedEntries(result);
    const own = modelPredictor(result);
    const most = Math.max(
      ...entries.flatMap(({ carried, reset }) =>
        [carried, reset].map((measured) => measured?.high ?? measured?.bits ?? 0),
      ),
    );
    const rows = entries.map((entry) => {
      const style = entry === own ? ('model' as const) : ('ngram' as const);
      const value = formatBits((entry.carried ?? entry.reset)?.bits ?? null);
      return { name: entry.predictor, value, style, dots: dotsOf(entry, style) };
    });
    return dotRows(layout, text, rows, {
      label: 'Bits per character (lower is better)',
      scale: scaleLinear([0, most], [0, 1]).nice(5),
      format: String,
    });
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

function dotsOf(entry: Predictor, style: Dot['style']): Dot[] {
  const states = [
    { measured: entry.reset, state: 'state reset', hollow: true },
    { measured: entry.carried, state: 'state carried', hollow: false },
  ];
  return states.flatMap(({ measured, state, hollow }) => {
    if (measured === null) return [];
    const { bits } = measured;
    const title = `${entry.predictor}, ${state}: ${formatBits(bits)} bits (${formatBitsInterval(measured)})`;
    return [{ style, value: bits, ...drawnBounds(bits, measured), hollow, title }];
  });
}

function sortedEntries(result: Result): Predictor[] {
  const bits = ({ carried, reset }: Predictor) => (carried ?? reset)?.bits ?? Number.POSITIVE_INFINITY;
  return result.bitsPerCharacter
    .filter(({ carried, reset }) => carried !== null || reset !== null)
    .sort((a, b) => bits(a) - bits(b));
}
