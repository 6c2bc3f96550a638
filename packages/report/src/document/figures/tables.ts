import type { NamedSubject } from '../names/subjects.ts';
import type { Cell, Figure, Table } from '../types.ts';
import { textCell } from './cells.ts';

/** A figure that is its table. */
export function tableFigure(
  id: string,
  table: Table,
  options: Partial<Pick<Figure, 'caption' | 'folded'>> = {},
): Figure {
  return { id, chart: null, title: table.caption, caption: '', description: '', table, ...options };
}

/** One row per label, one column per subject. */
export function subjectTable<S extends NamedSubject>(
  caption: string,
  subjects: readonly S[],
  rows: readonly (readonly [label: string, pick: (subject: S['subject']) => Cell])[],
  heading = '',
): Table {
  return {
    caption,
    columns: [heading, ...subjects.map(({ name }) => name)],
    rows: rows.map(([label, pick]) => [textCell(label), ...subjects.map(({ subject }) => pick(subject))]),
  };
}

/** One row for each place that any series has, one column per series. */
export function seriesTable<T>(
  caption: string,
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
): Table {
  const byPlace = new Map(columns.flatMap(({ items }) => items.map((item) => [place(item), item])));
  return {
    caption,
    columns: [heading, ...columns.map(({ name }) => name)],
    rows: [...byPlace]
      .sort(([a], [b]) => a - b)
      .map(([at, item]) => [
        textCell(label(item)),
        ...columns.map(({ items }) => cell(items.find((one) => place(one) === at))),
      ]),
  };
}
