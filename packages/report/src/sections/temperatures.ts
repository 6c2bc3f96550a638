import { countCell, numberCell, proportionCell, textCell } from '../document/cells.ts';
import { inTheTable } from '../document/sentences.ts';
import type { Cell, Result, Section } from '../document/types.ts';
import { formatCount, formatPercent } from '../text/format.ts';

/** Metric 7, at other temperatures. Null where samples have one temperature only. */
export function temperaturesSection(result: Result): Section | null {
  const all = result.temperatures ?? [];
  if (all.length === 0) return null;
  const title = 'Colder and hotter samples';
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
  const facts = own.map(
    ({ temperature, delimiters, loops }) =>
      `at ${temperature} ${formatPercent(delimiters.estimate)} of brackets held and ${formatPercent(loops)} in loops`,
  );
  const fewest = all.reduce((least, { documents }) => Math.min(least, documents), Number.POSITIVE_INFINITY);
  return {
    id: 'temperatures',
    title,
    paragraphs: [
      `What is held at one temperature says little of another. All other figures of samples are taken at the temperature that the provenance names; here are ${formatCount(fewest)} samples or more at each.`,
    ],
    figures: [
      {
        id: 'temperatures',
        chart: 'temperatures',
        title,
        caption: 'Shares held in samples, and characters in loops, by temperature.',
        chartNote: 'Bars are 95 % intervals, over samples; loops are a plain share without one.',
        description: `Model: ${facts.join('; ')}. ${inTheTable}`,
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
        text: 'The logits are divided by it before a character is drawn: below 1 what is likely becomes likelier.',
      },
    ],
  };
}
