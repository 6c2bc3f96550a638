import { nothing, textCell } from '../../document/tables/cells.ts';
import type { Cell, Figure, Result } from '../../document/types.ts';
import { formatDistance } from '../../document/words/reach-words.ts';
import { type NamedReach, type ReachPoint, reachesOf, shareAt } from '../../document/words/reaches.ts';
import { inTheTable } from '../../document/words/sentences.ts';
import { formatPercent, formatPercentInterval, uncapitalize } from '../../text/format.ts';

/** The figure of the first screen, with the fitted curves at each doubling of the distance; null where nothing was followed far enough. */
export function reachFigure(result: Result): Figure | null {
  const all = reachesOf(result).filter(({ curve }) => curve.length > 0);
  if (all.length === 0) return null;
  const isFitted = all.some(({ reach }) => reach !== undefined);
  const title = 'How far back: share held, by distance';
  return {
    id: 'reach',
    chart: 'reach',
    title,
    caption: all.some(({ task }) => task === 'reading')
      ? `Writing: ${uncapitalize(written)} ${read}`
      : written,
    chartNote: isFitted
      ? 'Fitted curves, with 95 % intervals over documents. Each ends where fewer than 30 cases are left. Dashed: 80 %.'
      : 'Buckets with 30 cases or more. Dashed: 80 %.',
    description: `${all.map(describe).join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['Distance, characters', ...all.map(({ name, task }) => `${name}, ${task}`)],
      rows: distancesOf(all).map((distance): Cell[] => [
        textCell(formatDistance(distance)),
        ...all.map(({ curve }) => shareCell(shareAt(curve, distance))),
      ]),
    },
  };
}

const written =
  'Of the brackets still open after that many characters, the share that gets closed in the end.';
const read =
  'Reading held-out code: of the closers that far from their openers, the share picked with a probability above 0.8.';

/** Powers of two as far as any curve goes; in an older result where its buckets stand. */
function distancesOf(all: readonly NamedReach[]): number[] {
  if (all.every(({ reach }) => reach === undefined))
    return [...new Set(all.flatMap(({ curve }) => curve.map(({ distance }) => distance)))].sort(
      (a, b) => a - b,
    );
  const end = Math.max(...all.map(({ curve }) => curve.at(-1)!.distance));
  const distances: number[] = [];
  for (let distance = 1; distance <= end; distance *= 2) distances.push(distance);
  return distances;
}

function shareCell(point: ReachPoint | null): Cell {
  if (point === null) return nothing;
  const { share, low, high } = point;
  const text = formatPercent(share);
  return low === null || high === null
    ? { kind: 'number', value: share, text }
    : { kind: 'number', value: share, text, detail: formatPercentInterval({ low, high }) };
}

function describe({ name, task, curve }: NamedReach): string {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  return `${name}, ${task}: ${formatPercent(first.share)} at ${formatDistance(first.distance)}, ${formatPercent(last.share)} at ${formatDistance(last.distance)}`;
}
