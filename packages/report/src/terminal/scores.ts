import type { Score, ScoreEntry } from '../document/types.ts';
import {
  formatBits,
  formatBitsInterval,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
} from '../text/format.ts';
import type { Paint } from './ansi.ts';
import { columnsOf, firstThatFits, padEnd, padStart, shorten } from './text.ts';

/** The figures of the first screen, each with real code beside it: a table where it fits, a list where it does not. */
export function renderScores(scores: readonly Score[], paint: Paint, width: number): string[] {
  const shares = scores.filter(({ unit }) => unit === 'share');
  const table = shareTable(shares, paint);
  const fits = table.every(({ columns }) => columns <= width);
  const listed = fits ? scores.filter(({ unit }) => unit === 'bits') : scores;
  const lists = listed.flatMap((score) => ['', ...scoreList(score, paint, width)]);
  return fits ? [...table.map(({ text }) => text), ...lists] : lists.slice(1);
}

interface Line {
  text: string;
  columns: number;
}

function shareTable(scores: readonly Score[], paint: Paint): Line[] {
  const names = scores[0]?.entries.map(({ name }) => name) ?? [];
  const cells = scores.map(({ title, entries }) => [
    title,
    ...entries.map((entry) => plain(summary(entry, 'share'))),
  ]);
  const rows = [['', ...names], ...cells];
  const widths = ['', ...names].map((_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  return rows.map((row, index) => {
    const padded = row.map((cell, column) =>
      column === 0 ? padEnd(cell, widths[0]!) : padStart(cell, widths[column]!),
    );
    const text = padded.join('  ');
    return { text: index === 0 ? paint('dim', text) : emphasized(padded, paint), columns: columnsOf(text) };
  });
}

/** The subject under test stands out; what it is compared with stays quiet. */
function emphasized([title, first, ...others]: readonly string[], paint: Paint): string {
  return [title!, paint('bold', first ?? ''), ...others].join('  ');
}

function scoreList({ title, unit, entries }: Score, paint: Paint, width: number): string[] {
  const indent = Math.min(18, Math.max(...entries.map(({ name }) => columnsOf(name)))) + 2;
  const lines = entries.map((entry, index) => {
    const name = padEnd(shorten(entry.name, indent - 2), indent);
    const short = entry.estimate === null ? [] : [`  ${name}${plain(estimateOf(entry, unit))}`];
    const line = firstThatFits([`  ${name}${plain(summary(entry, unit))}`, ...short], width);
    return index === 0 ? paint('bold', line) : line;
  });
  return [paint('dim', shorten(title, width)), ...lines];
}

function summary(entry: ScoreEntry, unit: Score['unit']): string {
  const { estimate, low, high, sample } = entry;
  if (estimate === null) return 'nothing to measure';
  const value = estimateOf(entry, unit);
  if (unit === 'bits') return `${value} (${formatBitsInterval({ low, high })})`;
  return `${value} (${formatPercentInterval({ low, high })}, ${sample})`;
}

function estimateOf({ estimate }: ScoreEntry, unit: Score['unit']): string {
  return unit === 'bits' ? formatBits(estimate) : formatPercent(estimate);
}

function plain(text: string): string {
  return text.replaceAll(NO_BREAK_SPACE, ' ');
}
