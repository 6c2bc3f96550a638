import type { Score, ScoreEntry } from '@longrange/document/internal';
import type { Paint } from './text.ts';
import { columnsOf, firstThatFits, padEnd, padStart, plain, shorten, wrap } from './text.ts';

/**
 * The headline figures: how far back first; then the figures beside those of real code, as a table if it fits, else as a
 * list; then the predictors.
 */
export function renderScores(scores: readonly Score[], paint: Paint, width: number): string[] {
  const of = (...units: Score['unit'][]) => scores.filter(({ unit }) => units.includes(unit));
  const reaches = of('characters').flatMap((score) => reachLines(score, paint, width));
  const table = subjectTable(of('share', 'rate'), paint);
  const fits = table.every(({ columns }) => columns <= width);
  const listed = fits ? of('bits') : of('share', 'rate', 'bits');
  const lists = listed.flatMap((score) => ['', ...scoreList(score, paint, width)]);
  const body = fits ? [...table.map(({ text }) => text), ...lists] : lists.slice(1);
  return reaches.length === 0 ? body : [...reaches, '', ...body];
}

/** `Effective context (n*), characters: model 512, 10-gram 16`. */
function reachLines({ title, entries }: Score, paint: Paint, width: number): string[] {
  const words = ({ name, value, interval }: ScoreEntry) =>
    `${name} ${value}${interval === null ? '' : ` (${interval})`}`;
  return wrap(`${title}: ${entries.map(words).join(', ')}`, width).map((line) => paint('bold', line));
}

/** One row per figure, one column per subject; a dash where a subject has none. */
function subjectTable(scores: readonly Score[], paint: Paint): { text: string; columns: number }[] {
  const names = [...new Set(scores.flatMap(({ entries }) => entries.map(({ name }) => name)))];
  const cells = scores.map(({ title, unit, entries }) => [
    title,
    ...names.map((name) => {
      const entry = entries.find((candidate) => candidate.name === name);
      return entry === undefined ? '–' : plain(summary(entry, unit));
    }),
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
    // Only the subject under test is emphasized.
    const emphasized = padded.map((cell, column) => (column === 1 ? paint('bold', cell) : cell)).join('  ');
    return { text: index === 0 ? paint('dim', text) : emphasized, columns: columnsOf(text) };
  });
}

function scoreList({ title, unit, entries }: Score, paint: Paint, width: number): string[] {
  const indent = Math.min(18, Math.max(...entries.map(({ name }) => columnsOf(name)))) + 2;
  const lines = entries.map((entry, index) => {
    const name = padEnd(shorten(entry.name, indent - 2), indent);
    const short = !entry.isMeasured ? [] : [`  ${name}${plain(entry.value)}`];
    const line = firstThatFits([`  ${name}${plain(summary(entry, unit))}`, ...short], width);
    return index === 0 ? paint('bold', line) : line;
  });
  return [...wrap(title, width).map((line) => paint('dim', line)), ...lines];
}

function summary({ isMeasured, value, interval, sample }: ScoreEntry, unit: Score['unit']): string {
  if (!isMeasured) return 'nothing to measure';
  // Characters scored are the same for all predictors, and many: the sample says nothing new there.
  return unit === 'bits' ? `${value} (${interval})` : `${value} (${interval}, ${sample})`;
}
