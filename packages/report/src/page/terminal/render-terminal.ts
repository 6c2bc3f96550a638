import { type Described, reportOf } from '../../describe/index.ts';
import {
  type Bars,
  cell,
  type Figure,
  format,
  isWordColumn,
  type Notice,
  type PlaceList,
  type Report,
  type Score,
  type ScoreEntry,
} from '../../document/internal.ts';
import * as terminal from './text.ts';
import { columnsOf, firstThatFits, type Paint, padEnd, padStart, plain, shorten, wrap } from './text.ts';

/**
 * Renders a summary for a terminal: the answer, the figures beside others, what is unfolded on the page, and the checks; a failed one comes
 * first. No line is wider than `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderTerminal(given: Described, options: terminal.TerminalOptions): string {
  const { paint, width } = terminal.optionsOf(options);
  const report = terminal.printable(reportOf(given));
  const { command, about, createdAt, notices, figure, settings, bars } = report;
  const calm = notices.filter(({ warning }) => !warning).map(({ text }) => text);
  const title = [command, about, createdAt?.slice(0, 10) ?? []].flat().join(' · ');
  const tables = [
    ...(figure?.chart?.kind === 'rows' ? [figure] : []),
    ...report.parts.flatMap(({ sections }) =>
      sections.flatMap(({ isOpen, figures }) => (isOpen === true ? figures : [])),
    ),
    settings ?? [],
  ].flat();
  const lines = [
    ...terminal.wrap(title, width).map((line) => paint('dim', line)),
    '',
    ...notices.flatMap((notice) => (notice.warning ? [...renderWarning(notice, paint, width), ''] : [])),
    ...renderAnswer(report, paint, width),
    ...terminal.wrap(figure?.caption ?? '', width),
    '',
    ...renderScores(report.scores, paint, width),
    '',
    ...tables.flatMap((one) => [...renderTable(one, paint, width), '']),
    ...(report.places ?? []).flatMap((list) => [...renderPlaces(list, paint, width), '']),
    ...(bars === null ? [] : renderBars(bars, paint, width)),
    ...terminal.wrap(calm.join(' '), width),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Renders only the answer: how far back, what that means, and how far others remember. Ends with a newline. */
export function renderHeadline(given: Described, options: terminal.TerminalOptions): string {
  const { paint, width } = terminal.optionsOf(options);
  return `${renderAnswer(terminal.printable(reportOf(given)), paint, width).join('\n')}\n`;
}

function renderAnswer(report: Report, paint: terminal.Paint, width: number): string[] {
  const { headline, scope, standfirst } = report;
  return [
    ...terminal.wrap(`${headline}.`, width).map((line) => paint('bold', line)),
    ...[scope, ...standfirst].flatMap((text) => terminal.wrap(text, width)),
  ];
}

/** Colors the title after wrapping, so that colors take up no columns. */
function renderWarning({ title, text }: Notice, paint: terminal.Paint, width: number): string[] {
  const [first = '', ...rest] = terminal.wrap(`${title} ${text}`, width);
  const head = first.slice(0, title.length);
  return [paint('yellow', head) + first.slice(title.length), ...rest];
}

/** Number of places of each metric that a terminal shows. */
const MOST_PLACES = 5;

function renderPlaces({ metric, count, worst }: PlaceList, paint: Paint, width: number): string[] {
  const shown = worst.slice(0, MOST_PLACES);
  const amount = format.countOf(count, 'place');
  const title = `${metric}: ${shown.length < count ? `${amount}, the worst ${shown.length}` : amount}`;
  return [
    ...wrap(title, width).map((line) => paint('dim', line)),
    ...shown.flatMap(({ path, line, column, message }) => {
      const place = `${path}:${line}:${column}`;
      const whole = `${place}  ${message}`;
      if (columnsOf(whole) <= width) return [whole];
      return [...wrap(place, width), ...wrap(message, width - 2).map((one) => `  ${one}`)];
    }),
  ];
}

const MOST_BAR = 30;

function renderBars({ title, bars }: Bars, paint: terminal.Paint, width: number): string[] {
  const rows = bars.map(({ label, share, value, note }) => {
    const words = terminal.plain(terminal.padStart(value, 7));
    return { label, share, value: words, note: `${words} (${terminal.plain(note)})` };
  });
  const labelWidth = Math.max(...rows.map(({ label }) => terminal.columnsOf(label)));
  const noteWidth = Math.max(...rows.map(({ note }) => terminal.columnsOf(note)));
  const barWidth = Math.min(MOST_BAR, width - labelWidth - noteWidth - 4);
  const lines = rows.map(({ share, value, note, ...row }) => {
    const label = terminal.padStart(row.label, labelWidth);
    const padded = terminal.padEnd(note, noteWidth).trimEnd();
    if (barWidth < 6) return terminal.firstThatFits([`${label}  ${padded}`, `${label}  ${value}`], width);
    const length = Math.round(share * barWidth);
    const bar = paint('cyan', '█'.repeat(length)) + paint('dim', '·'.repeat(barWidth - length));
    return `${label}  ${bar}  ${padded}`;
  });
  return [...terminal.wrap(title, width).map((line) => paint('dim', line)), ...lines, ''];
}

/**
 * The headline figures: how far back first; then the figures beside those of real code, as a table if it fits, else as a
 * list; then the predictors.
 */
function renderScores(scores: readonly Score[], paint: Paint, width: number): string[] {
  const of = (...units: Score['unit'][]) => scores.filter(({ unit }) => units.includes(unit));
  const reaches = of('characters').flatMap((score) => reachLines(score, paint, width));
  const table = subjectTable(of('share', 'rate'), paint);
  const fits = table.every(({ columns }) => columns <= width);
  const listed = fits ? of('bits') : of('share', 'rate', 'bits');
  const lists = listed.flatMap((score) => ['', ...scoreList(score, paint, width)]);
  const body = fits ? [...table.map(({ text }) => text), ...lists] : lists.slice(1);
  return reaches.length === 0 ? body : [...reaches, '', ...body];
}

/** `Effective context (n*), characters: model 512 (128–512, n 1,024), 10-gram 16`; a sample is given once if all have the same. */
function reachLines({ title, entries }: Score, paint: Paint, width: number): string[] {
  const words = ({ name, value, interval, sample }: ScoreEntry, index: number) => {
    const notes = [interval ?? [], index > 0 && sample === entries[0]!.sample ? [] : sample].flat();
    return `${name} ${value}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  };
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
  return padded([['', ...names], ...cells], (column) => column === 0).map((row, index) => {
    const text = row.join('  ');
    // Only the subject is emphasized.
    const emphasized = row.map((cell, column) => (column === 1 ? paint('bold', cell) : cell)).join('  ');
    return { text: index === 0 ? paint('dim', text) : emphasized, columns: columnsOf(text) };
  });
}

/** Pads cells to the widths of their columns, to the left or the right. */
function padded(
  rows: readonly (readonly string[])[],
  isLeft: (column: number) => boolean,
): readonly string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))));
  return rows.map((row) =>
    row.map((cell, column) => (isLeft(column) ? padEnd : padStart)(cell, widths[column]!)),
  );
}

/** Renders a table in columns if it fits, else each row as a list. */
function renderTable({ title, table }: Figure, paint: Paint, width: number): string[] {
  const { columns, rows } = table;
  const texts = rows.map((row) => row.map((one) => plain(cell.line(one))));
  const lines = padded([columns, ...texts], (column) => column === 0 || isWordColumn(rows, column)).map(
    (row) => row.join('  ').trimEnd(),
  );
  const listed = texts.flatMap(([name = '', ...cells]) => [
    ...wrap(name, width),
    ...cells.flatMap((text, index) =>
      wrap(`${columns[index + 1]}: ${text}`, width - 2).map((line) => `  ${line}`),
    ),
  ]);
  const fits = lines.every((line) => columnsOf(line) <= width);
  return [...wrap(title, width).map((line) => paint('dim', line)), ...(fits ? lines : listed)];
}

function scoreList({ title, unit, entries }: Score, paint: Paint, width: number): string[] {
  const widest = Math.max(18, Math.floor(width / 3));
  const indent = Math.min(widest, Math.max(...entries.map(({ name }) => columnsOf(name)))) + 2;
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
