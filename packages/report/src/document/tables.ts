import { type Content, of as cellOf } from './cells.ts';
import * as format from './format.ts';
import type { Score, ScoreEntry } from './report.ts';
import type { Cell, Figure, Table } from './types.ts';

/** A table without a caption, which its figure's title becomes. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Content[])[];
}

export function tableOf(caption: string, { columns, rows }: FigureTable): Table {
  return { caption, columns, rows: rows.map((row) => row.map(cellOf)) };
}

/** Makes a figure that consists of a table alone. */
export function tableFigure({
  columns,
  rows,
  ...figure
}: FigureTable & Pick<Figure, 'id' | 'title' | 'folded'> & { caption?: string }): Figure {
  const table = tableOf(figure.title, { columns, rows });
  return { chart: null, caption: '', description: '', ...figure, table };
}

/** Makes a figure of a chart and its table. `description` says what the chart shows; a pointer to the table is appended. */
export function chartFigure({ columns, rows, ...figure }: FigureTable & Omit<Figure, 'table'>): Figure {
  const description = `${figure.description} ${inTheTable}`.trim();
  return { ...figure, description, table: tableOf(figure.title, { columns, rows }) };
}

/** Rules that turn items into rows, by position, and into cells. */
export interface Places<T> {
  readonly place: (item: T) => number;
  readonly label: (item: T) => string;
  readonly cell: (item: T | undefined) => Content;
}

/** Rows of a table of buckets. */
export const byBucket = {
  place: ({ from }: { from: number }) => from,
  label: (bucket: { from: number; to: number }) => format.bucket(bucket),
};

const bars = 'Bars: 95 % intervals. Hollow: fewer than 30 cases.';

/** Notes on how to read charts. */
export const notes = {
  bars,
  criterion: `${bars} Dashed: 80 %.`,
  /** Note for a chart without hollow points. */
  intervals: 'Bars: 95 % intervals.',
};

/** Makes a table with one row for each position in any series, and one column per series. */
export function seriesTable<T>(
  heading: string,
  columns: readonly { readonly name: string; readonly column?: string; readonly items: readonly T[] }[],
  { place, label, cell }: Places<T>,
): FigureTable {
  const byPlace = new Map(columns.flatMap(({ items }) => items.map((item) => [place(item), item])));
  return {
    columns: [heading, ...columns.map(({ name, column = name }) => column)],
    rows: [...byPlace]
      .sort(([a], [b]) => a - b)
      .map(([at, item]) => [
        label(item),
        ...columns.map(({ items }) => cell(items.find((one) => place(one) === at))),
      ]),
  };
}

/** Last sentence of the description of each chart. */
export const inTheTable = 'All numbers are in the table below the chart.';

/** All headline figures in one table, with a column for each subject or model. */
export function scoreTable(scores: readonly Score[]): Table {
  const names = [...new Set(scores.flatMap(({ entries }) => entries.map(({ name }) => name)))];
  return tableOf('All headline figures', {
    columns: ['', ...names],
    rows: scores.map(({ title, entries }) => [
      title,
      ...names.map((name) => scoreCell(entries.find((entry) => entry.name === name))),
    ]),
  });
}

function scoreCell(entry: ScoreEntry | undefined): Content {
  if (entry === undefined) return null;
  const { value, interval, sample } = entry;
  const detail = [interval ?? [], sample].flat().join(' · ');
  return { kind: 'text', text: value, detail };
}

/** Returns true for a column of words and no numbers, which is set flush left. A dash in place of a number counts as neither. */
export function isWordColumn(rows: readonly (readonly Cell[])[], index: number): boolean {
  const cells = rows.flatMap((row) => row[index] ?? []);
  const isWord = (cell: Cell) =>
    cell.kind === 'code' ||
    (cell.kind === 'text' && cell.detail === undefined && cell.text !== format.NOTHING);
  return cells.some(isWord) && cells.every(({ kind }) => ['code', 'text', 'nothing'].includes(kind));
}
