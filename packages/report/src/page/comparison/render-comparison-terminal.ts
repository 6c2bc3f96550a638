import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '../../describe/index.ts';
import type { Cell, ComparisonList, Figure } from '../../document/internal.ts';
import { cellParts } from '../../text/cell.ts';
import * as terminal from '../terminal/text.ts';

/**
 * Renders a comparison for a terminal: the answer, a table of figures, and what each difference shows. No line is wider than
 * `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderComparisonTerminal(comparison: Comparison, options: terminal.TerminalOptions): string {
  const { paint, width } = terminal.optionsOf(options);
  const report = terminal.printable(describeComparison(comparison));
  const lines = [
    ...terminal.wrap(report.headline, width).map((line) => paint('bold', line)),
    ...(report.scope === '' ? [] : terminal.wrap(report.scope, width)),
    ...(report.ranges === null ? [] : rangeLines(report.ranges, width)),
    ...[...report.differing, ...report.standfirst].flatMap((text) => terminal.wrap(text, width)),
    ...report.lists.flatMap((list) => ['', ...listLines(list, width)]),
    '',
    ...report.verdicts.flatMap((text) => terminal.wrap(`- ${text}`, width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Ranges of memory: the rows one below the other, with a line for each column after the name. */
function rangeLines({ title, table }: Figure, width: number): string[] {
  const [, ...headings] = table.columns;
  const headingWidth = Math.max(...headings.map((heading) => heading.length));
  const wordsOf = (cell: Cell): string => {
    const { text, notes } = cellParts(cell, ' ');
    return terminal.plain(notes.length === 0 ? text : `${text} (${notes.join('; ')})`);
  };
  const lines = table.rows.flatMap(([name, ...cells]) => [
    terminal.shorten(`  ${wordsOf(name!)}`, width),
    ...cells.map((cell, index) =>
      terminal.shorten(`    ${headings[index]!.padEnd(headingWidth)}  ${wordsOf(cell)}`, width),
    ),
  ]);
  return ['', terminal.shorten(title, width), ...lines, ''];
}

function listLines({ title, rows }: ComparisonList, width: number): string[] {
  const named = rows.map((row) => ({
    ...row,
    name: nameOf(row.name, width),
    figure: terminal.plain(row.figure),
  }));
  const nameWidth = Math.max(...named.map(({ name }) => terminal.columnsOf(name)));
  const figureWidth = Math.max(...named.map(({ figure }) => terminal.columnsOf(figure)));
  return [
    terminal.shorten(title, width),
    ...named.flatMap(({ name, figure, note, seeds }) =>
      [
        `${terminal.padEnd(name, nameWidth)}  ${terminal.padStart(figure, figureWidth)}  ${terminal.plain(note)}`,
        seeds === '' ? '' : `  ${terminal.plain(seeds)}`,
      ]
        .filter((text) => text !== '')
        .map((text) => terminal.shorten(`  ${text}`.trimEnd(), width)),
    ),
  ];
}

function nameOf(name: string, width: number): string {
  return terminal.shorten(name, Math.max(8, Math.floor(width / 3)));
}
