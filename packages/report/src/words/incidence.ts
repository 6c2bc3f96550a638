import type { IncidencePoint } from '@longrange/eval/internal';
import { type Bounds, type Cell, cell, type Figure, format, inTheTable } from '../document/index.ts';
import { inSentence, type Named, type Subjects } from './subjects.ts';

/** Returns the values of the curve's step functions at a distance; null beyond the last observation, unless nothing is open there. */
export function incidenceAt(curve: readonly IncidencePoint[], distance: number): IncidencePoint | null {
  const last = curve.at(-1);
  if (last === undefined || distance > last.distance)
    return last !== undefined && last.open < 1e-9 ? last : null;
  return curve.findLast((point) => point.distance <= distance) ?? null;
}

/** Returns doubling distances up to the farthest point of any curve. */
function tableDistances(curves: readonly (readonly IncidencePoint[])[]): number[] {
  const farthest = Math.max(0, ...curves.map((curve) => curve.at(-1)?.distance ?? 0));
  const distances: number[] = [];
  for (let distance = 1; distance <= farthest; distance *= 2) distances.push(distance);
  return distances;
}

/** Plots the shares closed, broken and still open for each subject; null if no subject has a curve. */
export function incidenceFigure<Figures>(
  subjects: Subjects<Figures>,
  pick: (subject: Named<Figures>['subject']) => readonly IncidencePoint[],
  figure: Pick<Figure, 'id' | 'title'> & { openers: string },
): Figure | null {
  const drawn = subjects
    .map(({ name, subject }) => ({ name, style: subject.id, curve: pick(subject) }))
    .filter(({ curve }) => curve.length > 0);
  if (drawn.length === 0) return null;
  const { openers, ...rest } = figure;
  const rows = tableDistances(drawn.map(({ curve }) => curve)).map((distance): Cell[] => [
    cell.text(format.count(distance)),
    ...drawn.flatMap(({ curve }) => incidenceCells(incidenceAt(curve, distance))),
  ]);
  return {
    ...rest,
    chart: {
      kind: 'incidence',
      vertical: 'Share closed (from below), still open, and broken (from above)',
      horizontal: 'Characters since the opener',
      panels: drawn.map(({ name, style, curve }) => ({
        style,
        title: name,
        points: fromStart(curve),
        readings: readingsOf(name, fromStart(curve)),
      })),
    },
    caption: `What has happened to the ${openers} after this many characters (cumulative incidence of competing events, Aalen–Johansen). Those cut off by the end of a sample count for as long as they were seen; “at least” takes them as never closed, “at most” as all closed.`,
    chartNote:
      'Closed from below, broken (dark) from above, still open in between. Dashed: 95 % intervals over documents.',
    description: `${drawn.map(medianPhrase).join('; ')}. ${inTheTable}`,
    table: {
      caption: figure.title,
      columns: [
        'After, characters',
        ...drawn.flatMap(({ name }) => [`${name}: closed`, 'broken', 'still open']),
      ],
      rows,
    },
  };
}

/** Reads the curve at each doubling of the distance that it reaches. */
function readingsOf(name: string, curve: readonly IncidencePoint[]): { at: number; title: string }[] {
  return tableDistances([curve]).flatMap((at) => {
    const point = incidenceAt(curve, at);
    if (point === null) return [];
    const { closed, broken, open } = point;
    const words = `${format.percent(closed.share, closed)} closed (${format.percentInterval(closed)}), ${format.percent(broken.share)} broken, ${format.percent(open)} open`;
    return [{ at, title: `${name}, after ${format.countOf(at, 'character')}: ${words}` }];
  });
}

/** Starts the curve at distance 0, where everything is open, whatever the first observation. */
function fromStart(points: readonly IncidencePoint[]): readonly IncidencePoint[] {
  const first = points[0]!;
  if (first.distance <= 1) return points;
  const none = { share: 0, low: 0, high: 0 };
  return [{ ...first, distance: 1, closed: none, broken: none, open: 1 }, ...points];
}

function incidenceCells(point: IncidencePoint | null): Cell[] {
  if (point === null) return [cell.nothing, cell.nothing, cell.nothing];
  const { closed, broken, open, closedAtLeast, closedAtMost, atRisk } = point;
  const bounds =
    closedAtMost - closedAtLeast < 0.0005
      ? ''
      : ` · at least ${format.percent(closedAtLeast)}, at most ${format.percent(closedAtMost)}`;
  const share = (value: number, detail: string, own?: Bounds) =>
    cell.detailed(value, format.percent(value, own), detail);
  return [
    share(closed.share, `${format.percentInterval(closed)}${bounds}`, closed),
    share(broken.share, format.percentInterval(broken), broken),
    share(open, `at risk ${format.count(atRisk)}`),
  ];
}

function medianPhrase({ name, curve }: { name: string; curve: readonly IncidencePoint[] }): string {
  const median = curve.find(({ closed }) => closed.share >= 0.5)?.distance;
  const last = curve.at(-1)!;
  const end = `in the end ${format.percent(last.closed.share)} closed, ${format.percent(last.broken.share)} broken`;
  return median === undefined
    ? `${name}: less than half closed; ${end}`
    : `${name}: half closed within ${format.countOf(median, 'character')}; ${end}`;
}

/** States what has happened by a distance beyond most lengths, before the curves get thin. `event` is its origin: `a bracket opens`. */
export function incidenceSentence<Figures>(
  subjects: Subjects<Figures>,
  pick: (subject: Named<Figures>['subject']) => readonly IncidencePoint[],
  distance: number,
  event: string,
): string {
  const parts = subjects.flatMap((named) => {
    const point = incidenceAt(pick(named.subject), distance);
    return point === null
      ? []
      : [
          `${inSentence(named)} has closed ${format.percent(point.closed.share, point.closed)} (${format.percentInterval(point.closed)}), broken ${format.percent(point.broken.share)} and left ${format.percent(point.open)} open`,
        ];
  });
  return parts.length === 0
    ? ''
    : `${format.countOf(distance, 'character')} after ${event}, ${parts.join('; ')}.`;
}
