import { bitsCell, countCell } from '../document/tables/cells.ts';
import type { Cell, Result, Section } from '../document/types.ts';
import { formatBits, formatLargeCount } from '../text/format.ts';

type CurvePoint = Result['training'][number];

const MOST_ROWS = 48;

/** The training curve. Null where nothing was trained. */
export function trainingSection(result: Result): Section | null {
  const curve = result.training.filter(
    ({ trainBits, validationBits }) => trainBits !== null || validationBits !== null,
  );
  const last = curve.at(-1);
  if (last === undefined) return null;
  const rows = rowsOf(curve);
  const title = 'Bits per character during training';
  const left = curve.length - rows.length;
  return {
    id: 'training',
    title: 'Training',
    paragraphs: [sentence(curve)],
    figures: [
      {
        id: 'training',
        chart: 'training',
        title,
        caption: 'Train: each logged step. Validation: the validation split, each time it was scored.',
        chartNote: 'The training curve is averaged where steps are many.',
        description: `${sentence(curve)} The table below the chart has ${left === 0 ? 'all' : `${rows.length} of ${curve.length}`} points.`,
        table: {
          caption: left === 0 ? title : `${title} (${rows.length} of ${curve.length} points)`,
          columns: ['Step', 'Characters seen', 'Train', 'Validation'],
          rows: rows.map(({ step, characters, trainBits, validationBits }): Cell[] => [
            countCell(step),
            countCell(characters),
            bitsCell(trainBits),
            bitsCell(validationBits),
          ]),
        },
      },
    ],
    definitions: [
      { term: 'Characters seen', text: 'Characters read in training, counted anew in each epoch.' },
      {
        term: 'Train and validation',
        text: 'Dropout is on for the training loss and off for the validation loss, so validation may be lower.',
      },
    ],
  };
}

function sentence(curve: readonly CurvePoint[]): string {
  const seen = formatLargeCount(curve.at(-1)!.characters);
  const validated = curve.filter(({ validationBits }) => validationBits !== null);
  const last = validated.at(-1);
  if (last === undefined) return `The model has read ${seen} characters. No validation loss was recorded.`;
  const best = validated.reduce((a, b) => (b.validationBits! < a.validationBits! ? b : a));
  const end = `After ${seen} characters the validation loss is ${formatBits(last.validationBits)} bits per character`;
  if (best === last) return `${end}, its lowest so far: longer training may help.`;
  return `${end}; it was lowest, ${formatBits(best.validationBits)}, after ${formatLargeCount(best.characters)}.`;
}

/** Every validation, and training points between them, thinned evenly; the first and the last always. */
function rowsOf(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_ROWS) return curve;
  const validated = curve.filter(({ validationBits }) => validationBits !== null);
  const base = validated.length >= MOST_ROWS / 4 ? validated : curve;
  if (base.length <= MOST_ROWS) return base;
  const stride = (base.length - 1) / (MOST_ROWS - 1);
  return Array.from({ length: MOST_ROWS }, (_, index) => base[Math.round(index * stride)]!);
}
