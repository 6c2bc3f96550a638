import {
  countCell,
  type Figure,
  formatPercent,
  numberCell,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import type { Result } from '../result/schema.ts';

/** What held-out text has in common with the training text. Null where it was not measured. */
export function contaminationFigure(result: Result): Figure | null {
  const { contamination } = result;
  const splits = (contamination ?? []).filter(({ characters }) => characters > 0);
  if (splits.length === 0) return null;
  const minima = [...new Set(splits.flatMap(({ copies }) => copies.map(({ minimum }) => minimum)))];
  const caption =
    'Share of characters in stretches that a training document contains word for word. Copies can be predicted without remembering what came before. Some are idioms of the language.';
  return tableFigure({
    id: 'contamination',
    title: 'Held-out text found in the training text',
    caption,
    columns: ['Split', 'Characters', ...minima.map((minimum) => `In copies of ${minimum} or more`)],
    rows: splits.map(({ split, characters, copies }) => [
      textCell(split),
      countCell(characters),
      ...minima.map((minimum) => {
        const copied = copies.find((copy) => copy.minimum === minimum)?.characters ?? null;
        return numberCell(copied === null ? null : copied / characters, formatPercent);
      }),
    ]),
  });
}
