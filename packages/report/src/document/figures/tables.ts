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
