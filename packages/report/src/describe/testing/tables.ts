import { cell, type Report, type Section, type Table } from '../../document/internal.ts';
import { plain } from './decided.ts';
import { sectionsOf } from './load-fixture.ts';

/** Texts of a table, row by row, with what stands beside each. */
export function textsOf({ rows }: Table): string[][] {
  return rows.map((row) =>
    row.map((one) => {
      const { text, notes } = cell.parts(one);
      return plain([text, ...notes].join('|'));
    }),
  );
}

export const sectionOf = (report: Report, id: string): Section =>
  sectionsOf(report).find((one) => one.id === id)!;
export const tableOf = (report: Report, id: string): Table =>
  sectionsOf(report)
    .flatMap(({ figures }) => figures)
    .find((figure) => figure.id === id)!.table;
