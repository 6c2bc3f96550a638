import { countCell, numberCell, textCell } from '../document/figures/cells.ts';
import { tableFigure } from '../document/figures/tables.ts';
import type { Figure, Result } from '../document/types.ts';
import { formatPercent } from '../text/format.ts';

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
