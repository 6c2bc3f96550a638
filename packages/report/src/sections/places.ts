import type { Subject } from '@longrange/eval/internal';
import { cell, type Figure, format, tableFigure } from '../document/internal.ts';
import type { Subjects } from '../words/subjects.ts';

/** Lists the worst places that a metric found in each subject but the n-gram, by file or sample. Null if there are none. */
export function placesFigure(metric: string, subjects: Subjects<Subject>): Figure | null {
  const found = subjects.flatMap(({ name, subject: { id, places = [] } }) =>
    id === 'ngram' ? [] : places.filter((one) => one.metric === metric).map((list) => ({ name, ...list })),
  );
  if (found.length === 0) return null;
  const counts = found.map(({ name, count }) => `${name} ${format.count(count)}`);
  return tableFigure({
    id: `places-${metric}`,
    title: `Where: ${format.list(counts)}`,
    caption:
      'The worst: one of each document in turn, those with the most first. Line and column, in UTF-16 code units, from 1.',
    folded: true,
    columns: ['', 'Place', 'What'],
    rows: found.flatMap(({ name, worst }) =>
      worst.map(({ path, line, column, message }) => [name, cell.code(`${path}:${line}:${column}`), message]),
    ),
  });
}
