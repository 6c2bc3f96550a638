import type { ComparedMeasure, Comparison, ContenderValue } from '@longrange/eval/comparison';
import { buildComparisonReport } from '../../comparison/build-comparison-report.ts';
import { rangeRows, rangesTitle, realCode } from '../../comparison/ranges.ts';
import { boundWords, rangePhrase } from '../../comparison/words.ts';
import { countsAtRisk } from '../../document/words/measures.ts';
import {
  type Format,
  formatBits,
  formatBitsInterval,
  formatCount,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
} from '../../text/format.ts';
import { printable } from '../../text/printable.ts';
import { painter } from '../terminal/ansi.ts';
import { checkOptions } from '../terminal/check-options.ts';
import { columnsOf, padEnd, padStart, shorten, wrap } from '../terminal/text.ts';

/**
 * The comparison for a terminal: the answer, a table of the figures, and what each difference allows to be said. No line is wider than
 * `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderComparisonTerminal(
  compared: Comparison,
  options: { color: boolean; width: number },
): string {
  checkOptions(options);
  const comparison = printable(compared);
  const paint = painter(options.color);
  const width = Math.max(20, Math.floor(options.width));
  const report = buildComparisonReport(comparison);
  const lines = [
    ...wrap(report.headline, width).map((line) => paint('bold', line)),
    ...rangeLines(comparison, width),
    ...[...report.differing, ...report.standfirst].flatMap((text) => wrap(text, width)),
    ...comparison.measures
      .filter(isShown)
      .flatMap((measure) => ['', ...measureLines(comparison, measure, width)]),
    '',
    ...report.verdicts.flatMap((text) => wrap(`- ${text}`, width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** How far back each remembers, beside real code. */
function rangeLines(comparison: Comparison, width: number): string[] {
  const rows = rangeRows(comparison);
  if (rows.length === 0) return [];
  const hasSeeds = comparison.contenders.some(({ runs }) => runs.length > 1);
  const all = [
    ...rows.map(({ label, run, ...ranges }) => ({ name: hasSeeds ? `${label}, ${run}` : label, ...ranges })),
    { name: realCode.label, reading: realCode.range, writing: realCode.range },
  ].map((row) => ({ ...row, name: shorten(row.name, Math.max(8, Math.floor(width / 3))) }));
  const nameWidth = Math.max(...all.map(({ name }) => columnsOf(name)));
  return [
    '',
    shorten(rangesTitle, width),
    ...all.flatMap(({ name, reading, writing }) => [
      shorten(`  ${padEnd(name, nameWidth)}  reading  ${plain(reading)}`, width),
      shorten(`  ${padEnd('', nameWidth)}  writing  ${plain(writing)}`, width),
    ]),
    '',
  ];
}

/** The whole measures, and those whose ranges say how far back something is held, which is what all this is about. */
function isShown({ measure, range, values }: ComparedMeasure): boolean {
  return range === null || (countsAtRisk(measure) && values.some(({ thin }) => !thin));
}

function measureLines({ contenders }: Comparison, measure: ComparedMeasure, width: number): string[] {
  const distance = measure.range === null ? '' : `, ${rangePhrase(measure)}`;
  const labels = contenders.map(({ label }) => shorten(label, Math.max(8, Math.floor(width / 3))));
  const labelWidth = Math.max(...labels.map(columnsOf));
  const figures = measure.values.map((value) => figureOf(value, measure.unit));
  const figureWidth = Math.max(...figures.map(({ figure }) => columnsOf(figure)));
  return [
    shorten(`${measure.title}${distance}`, width),
    ...figures.flatMap(({ figure, note, seeds }, index) =>
      [`${padEnd(labels[index]!, labelWidth)}  ${padStart(figure, figureWidth)}  ${note}`, seeds]
        .filter((text) => text !== '')
        .map((text) => shorten(`  ${text}`.trimEnd(), width)),
    ),
  ];
}

function figureOf(value: ContenderValue, unit: ComparedMeasure['unit']) {
  const { estimate, n, thin, spread, isBound } = value;
  if (estimate === null) return { figure: '–', note: 'nothing to count', seeds: '' };
  const format: Format = unit === 'bits' ? formatBits : formatPercent;
  const interval = unit === 'bits' ? formatBitsInterval(value) : formatPercentInterval(value);
  const sample = unit === 'bits' ? '' : `, n ${formatCount(n)}${thin ? ', thin' : ''}`;
  const seeds = spread === null ? '' : `  its seeds: ${format(spread.min)} to ${format(spread.max)}`;
  return {
    figure: `${isBound === true ? `${boundWords(unit)} ` : ''}${plain(format(estimate, value))}`,
    note: plain(`(${interval}${sample})`),
    seeds: plain(seeds),
  };
}

function plain(text: string): string {
  return text.replaceAll(NO_BREAK_SPACE, ' ');
}
