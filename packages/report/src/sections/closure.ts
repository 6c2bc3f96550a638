import { nothing, textCell } from '../document/cells.ts';
import { inTheTable } from '../document/sentences.ts';
import { inSentence, type NamedSubject } from '../document/subjects.ts';
import type { Cell, Figure, SurvivalPoint } from '../document/types.ts';
import { capitalize, formatCount, formatPercent, formatPercentInterval } from '../text/format.ts';

/** The step function's value at a distance; null beyond the last observation, where it is not known. */
export function survivalAt(closure: readonly SurvivalPoint[], distance: number): SurvivalPoint | null {
  const last = closure.at(-1);
  if (last === undefined || distance > last.distance) return last?.survival === 0 ? last : null;
  return closure.findLast((point) => point.distance <= distance) ?? null;
}

/** Doubling distances up to the farthest point of any curve. */
function tableDistances(closures: readonly (readonly SurvivalPoint[])[]): number[] {
  const farthest = Math.max(0, ...closures.map((closure) => closure.at(-1)?.distance ?? 0));
  const distances: number[] = [];
  for (let distance = 1; distance <= farthest; distance *= 2) distances.push(distance);
  return distances;
}

/** The closure curve of brackets. */
export function closureFigure(subjects: readonly NamedSubject[]): Figure | null {
  return survivalFigure(subjects, ({ delimiters }) => delimiters.closure, {
    id: 'closure',
    chart: 'closure',
    title: 'Share of openers still open, by distance',
    caption:
      'Kaplan–Meier estimate with 95 % bands: of the openers, the share not yet closed after so many characters. Openers cut off by the end of a sample count for as long as they were seen.',
  });
}

/** A Kaplan–Meier curve per subject as a figure; null where no subject has one. */
export function survivalFigure<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => readonly SurvivalPoint[],
  figure: Pick<Figure, 'id' | 'chart' | 'title' | 'caption'>,
): Figure | null {
  const drawn = subjects
    .map(({ name, subject }) => ({ name, closure: pick(subject) }))
    .filter(({ closure }) => closure.length > 0);
  if (drawn.length === 0) return null;
  const rows = tableDistances(drawn.map(({ closure }) => closure)).map((distance): Cell[] => [
    textCell(formatCount(distance)),
    ...drawn.map(({ closure }) => survivalCell(survivalAt(closure, distance))),
  ]);
  return {
    ...figure,
    chartNote: 'The vertical scale is a square root, so that the tail can be read.',
    description: `${drawn.map(medianPhrase).join('; ')}. ${inTheTable}`,
    table: {
      caption: figure.title,
      columns: ['After, characters', ...drawn.map(({ name }) => `${name}: still open`)],
      rows,
    },
  };
}

function survivalCell(point: SurvivalPoint | null): Cell {
  if (point === null) return nothing;
  const detail = `${formatPercentInterval(point)} · at risk ${formatCount(point.atRisk)}`;
  return { kind: 'number', value: point.survival, text: formatPercent(point.survival), detail };
}

function medianPhrase({ name, closure }: { name: string; closure: readonly SurvivalPoint[] }): string {
  const median = medianDistance(closure);
  return median === null
    ? `${name}: fewer than half closed`
    : `${name}: half are closed within ${formatCount(median)} characters`;
}

function medianDistance(closure: readonly SurvivalPoint[]): number | null {
  return closure.find(({ survival }) => survival <= 0.5)?.distance ?? null;
}

/** What is still open after 128 characters: beyond what most brackets need, before the curve gets thin. */
export function closureSentence(subjects: readonly NamedSubject[]): string {
  const distance = 128;
  const parts = subjects.flatMap((named) => {
    const point = survivalAt(named.subject.delimiters.closure, distance);
    return point === null
      ? []
      : [
          `${formatPercent(point.survival)} of the openers of ${inSentence(named)} (${formatPercentInterval(point)})`,
        ];
  });
  return parts.length === 0
    ? ''
    : `${capitalize(`after ${distance} characters`)}, still open are ${parts.join(', ')}.`;
}
