import type { NamedSubject } from '../names/subjects.ts';
import type { Cell, Figure, Table } from '../types.ts';
import { inTheTable } from '../words/sentences.ts';
import { textCell } from './cells.ts';

/** A table that its figure names. */
export type FigureTable = Pick<Table, 'columns' | 'rows'>;

/** A figure that is its table. */
export function tableFigure({
  columns,
  rows,
  ...figure
}: FigureTable & Pick<Figure, 'id' | 'title' | 'folded'> & { caption?: string }): Figure {
  const table = { caption: figure.title, columns, rows };
  return { chart: null, caption: '', description: '', ...figure, table };
}

/** A chart with its table: `description` says what the chart shows, without where all its numbers are. */
export function chartFigure({ columns, rows, ...figure }: FigureTable & Omit<Figure, 'table'>): Figure {
  const description = `${figure.description} ${inTheTable}`.trim();
  return { ...figure, description, table: { caption: figure.title, columns, rows } };
}

/** One row per label, one column per subject; without the rows that are empty for all, which were not measured. */
export function subjectTable<S extends NamedSubject>(
  subjects: readonly S[],
  rows: readonly (readonly [label: string, pick: (subject: S['subject']) => Cell])[],
  heading = '',
): FigureTable {
  return {
    columns: [heading, ...subjects.map(({ name }) => name)],
    rows: rows
      .map(([label, pick]) => ({ label, cells: subjects.map(({ subject }) => pick(subject)) }))
      .filter(({ cells }) => cells.some(({ kind }) => kind !== 'nothing'))
      .map(({ label, cells }) => [textCell(label), ...cells]),
  };
}

/** One row for each place that any series has, one column per series. */
export function seriesTable<T>(
  heading: string,
  columns: readonly { readonly name: string; readonly items: readonly T[] }[],
  {
    place,
    label,
    cell,
  }: {
    place: (item: T) => number;
    label: (item: T) => string;
    cell: (item: T | undefined) => Cell;
  },
): FigureTable {
  const byPlace = new Map(columns.flatMap(({ items }) => items.map((item) => [place(item), item])));
  return {
    columns: [heading, ...columns.map(({ name }) => name)],
    rows: [...byPlace]
      .sort(([a], [b]) => a - b)
      .map(([at, item]) => [
        textCell(label(item)),
        ...columns.map(({ items }) => cell(items.find((one) => place(one) === at))),
      ]),
  };
}
