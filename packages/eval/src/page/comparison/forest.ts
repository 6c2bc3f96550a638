import { drawnBounds, type Figure, textCell } from '@longrange/document/internal';
import type { ComparedMeasure, Comparison } from '../../comparison/schema.ts';
import { isCounted } from './counted.ts';
import { differencesTable } from './tables.ts';
import { formatSigned, formatSignedInterval } from './words.ts';

const axes = {
  bits: { id: 'forest-bits', words: 'Bits per character', unit: 'number', better: 'left' },
  share: { id: 'forest-shares', words: 'Percentage points', unit: 'points', better: 'right' },
} as const;

/** All differences at a glance, around 0: a chart for bits and one for shares. Empty for checkpoints, which their curves show. */
export function forestFigures(comparison: Comparison): Figure[] {
  if (comparison.kind === 'checkpoints') return [];
  const counted = comparison.measures.filter(
    (measure) => measure.range === null && isCounted(measure.measure) && measure.differences.length > 0,
  );
  return (['bits', 'share'] as const).flatMap((unit) => {
    const ofUnit = counted.filter((measure) => measure.unit === unit);
    return ofUnit.length === 0 ? [] : [forestFigure(comparison, ofUnit, unit)];
  });
}

function forestFigure(
  comparison: Comparison,
  measures: readonly ComparedMeasure[],
  unit: ComparedMeasure['unit'],
): Figure {
  const { id, words, better, ...axis } = axes[unit];
  const { contenders } = comparison;
  const name = (index: number): string => contenders[index]!.label;
  const isOnePair = contenders.length === 2;
  const pair = isOnePair ? `${name(1)} − ${name(0)}` : 'the first minus the second';
  const rows = measures.flatMap(({ title, differences }) =>
    differences.map(({ a, b, difference, interval, verdict }) => {
      const range = interval === null ? 'no interval' : formatSignedInterval(interval, unit);
      return {
        name: isOnePair ? shortTitle(title) : `${shortTitle(title)}: ${name(a)} − ${name(b)}`,
        text: `${formatSigned(difference, unit)} (${range})`,
        difference,
        bounds: drawnBounds(difference, interval ?? { low: null, high: null }),
        isShown: verdict === 'a' || verdict === 'b',
      };
    }),
  );
  const table = differencesTable(comparison, measures);
  return {
    id,
    title: `Differences: ${words.toLowerCase()}`,
    caption: `${pair}, with 95 % intervals. Filled: shown after correction.`,
    description: `${rows.map((row) => `${row.name}: ${row.text}`).join('; ')}.`,
    table: {
      ...table,
      columns: ['Figure', ...table.columns.slice(1)],
      rows: table.rows.map((row, index) => [textCell(rows[index]!.name), ...row.slice(1)]),
    },
    chart: {
      kind: 'rows',
      axis: {
        ...axis,
        label: `${words} (${better} of 0: ${isOnePair ? name(1) : 'the first'} is better)`,
        level: 0,
      },
      namesAbove: true,
      rows: rows.map(({ name: row, text, difference, bounds, isShown }) => ({
        name: row,
        value: text,
        dots: [{ style: 'model', value: difference, ...bounds, hollow: !isShown, title: `${row}: ${text}` }],
      })),
      legend: [],
    },
  };
}

/** Bits count once, so that nothing has to tell them apart. */
function shortTitle(title: string): string {
  return title.replace(/, state carried$/, '');
}
