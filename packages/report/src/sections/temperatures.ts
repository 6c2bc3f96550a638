import type { Chart, Point } from '../document/chart.ts';
import { countCell, numberCell, proportionCell, textCell } from '../document/figures/cells.ts';
import { plainPoint } from '../document/figures/curves.ts';
import { chartFigure } from '../document/figures/tables.ts';
import type { Cell, Proportion, Result, Section } from '../document/types.ts';
import { isThin, withInterval } from '../document/words/compare.ts';
import { countOf, formatPercent, joinWords } from '../text/format.ts';

/** Metric 7, at other temperatures. Null where samples have one temperature only. */
export function temperaturesSection(result: Result): Section | null {
  const all = result.temperatures ?? [];
  if (all.length === 0) return null;
  const title = 'Other temperatures';
  const rows = all.map((one): Cell[] => [
    textCell(`${names[one.subject]}, ${one.temperature}`),
    countCell(one.documents),
    proportionCell(one.delimiters),
    proportionCell(one.indentation),
    proportionCell(one.definitions),
    numberCell(one.loops, formatPercent),
  ]);
  const own = all.filter(({ subject }) => subject === 'model');
  const fewest = all.reduce((least, { documents }) => Math.min(least, documents), Number.POSITIVE_INFINITY);
  return {
    id: 'temperatures',
    title,
    paragraphs: [
      temperatureSentence(own),
      `All other figures of samples are taken at the temperature listed under provenance. Here each temperature has at least ${countOf(fewest, 'sample')}.`,
    ].filter(Boolean),
    figures: [
      chartFigure({
        id: 'temperatures',
        chart: chartOf(all),
        title,
        caption: 'Shares of samples, by temperature.',
        chartNote: 'Bars: 95 % intervals over samples. Loops are a plain share.',
        description: temperatureSentence(own),
        columns: [
          'Temperature',
          'Samples',
          'Brackets held',
          'Indentation kept',
          'Definitions that parse',
          'In loops',
        ],
        rows,
      }),
    ],
    definitions: {
      Temperature:
        'The logits are divided by it before a character is drawn: below 1, likely characters become likelier.',
    },
  };
}

type AtTemperature = NonNullable<Result['temperatures']>[number];

const names = { model: 'model', ngram: 'n-gram' } as const;

/** One panel per measure: the share against the temperature. */
function chartOf(all: readonly AtTemperature[]): Chart {
  const measures: readonly [title: string, pick: (one: AtTemperature) => Proportion | number][] = [
    ['brackets held', ({ delimiters }) => delimiters],
    ['indentation kept', ({ indentation }) => indentation],
    ['definitions that parse', ({ definitions }) => definitions],
    ['characters in loops', ({ loops }) => loops],
  ];
  const values = [...new Set(all.map(({ temperature }) => temperature))].sort((a, b) => a - b);
  const ticks = values.map((at) => ({ at, name: String(at) }));
  return {
    kind: 'curves',
    horizontal: 'Temperature',
    vertical: { label: 'Share', scale: 'share' },
    panels: measures.map(([title, pick]) => ({
      title,
      horizontal: { kind: 'values', ticks },
      series: (['model', 'ngram'] as const).flatMap((style) => {
        const points = all
          .filter(({ subject }) => subject === style)
          .map((one) => pointOf(`${names[style]}, ${one.temperature}`, one.temperature, pick(one)));
        return points.length === 0 ? [] : [{ style, name: names[style], points }];
      }),
    })),
  };
}

function pointOf(name: string, at: number, share: Proportion | number): Point {
  if (typeof share === 'number') return plainPoint(at, share, `${name}: ${formatPercent(share)}`);
  const { estimate: value, low, high } = share;
  return { at, value, low, high, thin: isThin(share), title: `${name}: ${withInterval(share)}` };
}

/** Plain shares: what lies between two temperatures was not tested. */
export function temperatureSentence(own: NonNullable<Result['temperatures']>): string {
  const measured = own.filter(({ delimiters }) => delimiters.estimate !== null);
  if (measured.length === 0) return '';
  const shares = measured.map(
    ({ temperature, delimiters, loops }, index) =>
      `${formatPercent(delimiters.estimate)}${index === 0 ? ' of its brackets' : ''} at temperature ${temperature} (${formatPercent(loops)}${index === 0 ? ' of the text' : ''} in loops)`,
  );
  return `This model closes ${joinWords(shares)}.`;
}
