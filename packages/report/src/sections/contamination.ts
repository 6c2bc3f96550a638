import { countCell, numberCell, textCell } from '../document/cells.ts';
import type { Figure, Result } from '../document/types.ts';
import { formatPercent } from '../text/format.ts';

/** What held-out text has in common with the training text. Null where nobody looked. */
export function contaminationFigure({ contamination }: Result): Figure | null {
  const splits = (contamination ?? []).filter(({ characters }) => characters > 0);
  if (splits.length === 0) return null;
  const title = 'Held-out text that stands in the training text';
  const minima = [...new Set(splits.flatMap(({ copies }) => copies.map(({ minimum }) => minimum)))];
  return {
    id: 'contamination',
    chart: null,
    title,
    caption:
      'Characters that lie in stretches which stand in a training document to the letter. What is copied can be predicted without memory of what came before. Some of it is the idiom of a language: unrelated Python projects have 1 to 3 % in stretches of 50 characters in common.',
    description: '',
    table: {
      caption: title,
      columns: ['Split', 'Characters', ...minima.map((minimum) => `In copies of ${minimum} and more`)],
      rows: splits.map(({ split, characters, copies }) => [
        textCell(split),
        countCell(characters),
        ...minima.map((minimum) => {
          const copied = copies.find((copy) => copy.minimum === minimum)?.characters ?? null;
          return numberCell(copied === null ? null : copied / characters, formatPercent);
        }),
      ]),
    },
  };
}
