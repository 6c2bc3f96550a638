import { countCell, numberCell, proportionCell, textCell } from '../document/tables/cells.ts';
import type { Cell, Result, Section } from '../document/types.ts';
import { inTheTable } from '../document/words/sentences.ts';
import { countOf, formatPercent, joinWords } from '../text/format.ts';

/** Metric 7, at other temperatures. Null where samples have one temperature only. */
export function temperaturesSection(result: Result): Section | null {
  const all = result.temperatures ?? [];
  if (all.length === 0) return null;
  const title = 'Other temperatures';
  const names = { model: 'model', ngram: 'n-gram' } as const;
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
      {
        id: 'temperatures',
        chart: 'temperatures',
        title,
        caption: 'Shares of samples, by temperature.',
        chartNote: 'Bars: 95 % intervals over samples. Loops are a plain share.',
        description: `${temperatureSentence(own)} ${inTheTable}`.trim(),
        table: {
          caption: title,
          columns: [
            'Temperature',
            'Samples',
            'Brackets held',
            'Indentation kept',
            'Definitions that parse',
            'In loops',
          ],
          rows,
        },
      },
    ],
    definitions: [
      {
        term: 'Temperature',
        text: 'The logits are divided by it before a character is drawn: below 1, likely characters become likelier.',
      },
    ],
  };
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
