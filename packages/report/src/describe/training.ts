import type { Result } from '@longrange/eval/internal';
import type { Chart, Section } from '../document/internal.ts';
import { cell, format, plot, tableOf } from '../document/internal.ts';

type CurvePoint = Result['training'][number];

const MOST_ROWS = 48;

/** Shows the training curve. Null if nothing was trained. */
export function trainingSection({ training }: Pick<Result, 'training'>): Section | null {
  const curve = training.filter(
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
    paragraphs: [lossOver(curve)],
    figures: [
      {
        id: 'training',
        chart: chartOf(curve),
        title,
        caption: 'Train: each logged step. Validation: the validation split, each time it was scored.',
        chartNote: 'The training curve is averaged where steps are many.',
        description: `${lossOver(curve)} The table below the chart has ${left === 0 ? 'all' : `${rows.length} of ${curve.length}`} points.`,
        table: tableOf(left === 0 ? title : `${title} (${rows.length} of ${curve.length} points)`, {
          columns: ['Step', 'Characters seen', 'Train', 'Validation'],
          rows: rows.map(({ step, characters, trainBits, validationBits }) => [
            ...[step, characters, cell.bits(trainBits), cell.bits(validationBits)],
          ]),
        }),
      },
    ],
    definitions: {
      'Characters seen': 'Characters read in training; a text counts again in each epoch.',
      'Train and validation':
        'Dropout is on for the training loss and off for the validation loss, so validation may be lower.',
    },
  };
}

/** Maximum number of points; more are averaged in stretches of equal length. */
const MOST_POINTS = 240;
/** Maximum number of validation scores with a mark. */
const MOST_MARKS = 60;

function chartOf(curve: readonly CurvePoint[]): Chart {
  const read = (key: 'trainBits' | 'validationBits') =>
    curve.flatMap(({ characters, [key]: bits }) => (bits === null ? [] : [{ characters, bits }]));
  const seriesOf = (name: string, points: readonly Scored[]) => ({
    name,
    points: points.map(({ characters, bits }) => {
      const after = `after ${format.count(Math.round(characters))} characters`;
      return plot.plain(characters, bits, `${name} ${after}: ${format.bits(bits)} bits`);
    }),
  });
  const validation = plot.thinned(read('validationBits'), MOST_MARKS);
  return plot.training([
    { style: 'model', ...seriesOf('validation', validation) },
    { style: 'ngram', ...seriesOf('train', averaged(read('trainBits'))), isQuiet: true },
  ]);
}

interface Scored {
  characters: number;
  bits: number;
}

function averaged(points: readonly Scored[]): readonly Scored[] {
  if (points.length <= MOST_POINTS) return points;
  const stride = points.length / MOST_POINTS;
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const stretch = points.slice(Math.floor(index * stride), Math.floor((index + 1) * stride));
    const mean = (pick: (point: Scored) => number) =>
      stretch.reduce((sum, point) => sum + pick(point), 0) / stretch.length;
    return { characters: mean(({ characters }) => characters), bits: mean(({ bits }) => bits) };
  });
}

/** States the last validation loss and the lowest. */
function lossOver(curve: readonly CurvePoint[]): string {
  const seen = format.largeCount(curve.at(-1)!.characters);
  const validated = curve.filter(({ validationBits }) => validationBits !== null);
  const last = validated.at(-1);
  if (last === undefined) return `The model has read ${seen} characters. No validation loss was recorded.`;
  const best = validated.reduce((a, b) => (b.validationBits! < a.validationBits! ? b : a));
  const end = `After ${seen} characters the validation loss is ${format.bits(last.validationBits)} bits per character`;
  if (best === last) return `${end}, its lowest so far: longer training may help.`;
  return `${end}; it was lowest, ${format.bits(best.validationBits)}, after ${format.largeCount(best.characters)}.`;
}

/** Every validation, and training points between them, thinned evenly; the first and the last always. */
function rowsOf(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_ROWS) return curve;
  const validated = curve.filter(({ validationBits }) => validationBits !== null);
  const base = validated.length >= MOST_ROWS / 4 ? validated : curve;
  return plot.thinned(base, MOST_ROWS);
}
