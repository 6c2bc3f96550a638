import type { ComparisonList, Figure } from '@longrange/document/internal';
import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '@longrange/eval/page';
import {
  columnsOf,
  padEnd,
  padStart,
  plain,
  printable,
  shorten,
  type TerminalOptions,
  terminalOf,
  wrap,
} from '../terminal/text.ts';

/**
 * The comparison for a terminal: the answer, a table of the figures, and what each difference allows to be said. No line is wider than
 * `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderComparisonTerminal(comparison: Comparison, options: TerminalOptions): string {
  const { paint, width } = terminalOf(options);
  const report = printable(describeComparison(comparison));
  const lines = [
    ...wrap(report.headline, width).map((line) => paint('bold', line)),
    ...(report.ranges === null ? [] : rangeLines(report.ranges, width)),
    ...[...report.differing, ...report.standfirst].flatMap((text) => wrap(text, width)),
    ...report.lists.flatMap((list) => ['', ...listLines(list, width)]),
    '',
    ...report.verdicts.flatMap((text) => wrap(`- ${text}`, width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Ranges of memory: the last two columns of the table, two lines for each row. */
function rangeLines({ title, table }: Figure, width: number): string[] {
  const rows = table.rows.map((row) => {
    const words = row.map((cell) => ('text' in cell ? cell.text : ''));
    const [scoring, generation] = words.slice(-2).map(plain);
    return { name: nameOf(words.slice(0, -2).filter(Boolean).join(', '), width), scoring, generation };
  });
  const nameWidth = Math.max(...rows.map(({ name }) => columnsOf(name)));
  return [
    '',
    shorten(title, width),
    ...rows.flatMap(({ name, scoring, generation }) => [
      shorten(`  ${padEnd(name, nameWidth)}  reading  ${scoring}`, width),
      shorten(`  ${padEnd('', nameWidth)}  writing  ${generation}`, width),
    ]),
    '',
  ];
}

function listLines({ title, rows }: ComparisonList, width: number): string[] {
  const named = rows.map((row) => ({ ...row, name: nameOf(row.name, width), figure: plain(row.figure) }));
  const nameWidth = Math.max(...named.map(({ name }) => columnsOf(name)));
  const figureWidth = Math.max(...named.map(({ figure }) => columnsOf(figure)));
  return [
    shorten(title, width),
    ...named.flatMap(({ name, figure, note, seeds }) =>
      [
        `${padEnd(name, nameWidth)}  ${padStart(figure, figureWidth)}  ${plain(note)}`,
        seeds === '' ? '' : `  ${plain(seeds)}`,
      ]
        .filter((text) => text !== '')
        .map((text) => shorten(`  ${text}`.trimEnd(), width)),
    ),
  ];
}

function nameOf(name: string, width: number): string {
  return shorten(name, Math.max(8, Math.floor(width / 3)));
}
