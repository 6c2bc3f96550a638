import type { Crossing, ReachChart, ReachSeries } from '../../document/chart.ts';
import { nothing, textCell } from '../../document/figures/cells.ts';
import { plainPoint } from '../../document/figures/curves.ts';
import { chartFigure } from '../../document/figures/tables.ts';
import type { Cell, Figure, Result } from '../../document/types.ts';
import { HELD_THRESHOLD } from '../../document/words/reach.ts';
import { formatDistance, intervalWords } from '../../document/words/reach-words.ts';
import { type NamedReach, type ReachPoint, reachesOf, shareAt } from '../../document/words/reaches.ts';
import { formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../../text/format.ts';

type Followed = Omit<NamedReach, 'reach'> & { readonly reach: NonNullable<NamedReach['reach']> };

/** The figure of the first screen, with the fitted curves at each doubling of the distance; null where nothing was followed far enough. */
export function reachFigure(result: Result): Figure | null {
  const all = reachesOf(result).filter((one): one is Followed => (one.reach?.curve.length ?? 0) > 0);
  if (all.length === 0) return null;
  const farthest = Math.max(...all.map(({ reach }) => reach.curve.at(-1)!.distance));
  return chartFigure({
    id: 'reach',
    chart: chartOf(all),
    title: 'How far back: share held, by distance',
    caption: read,
    chartNote:
      'Fitted curves, with 95 % intervals over documents. Each ends where fewer than 30 cases are left. Dashed: 80 %.',
    description: `${all.map(describe).join('; ')}.`,
    columns: ['Distance, characters', ...all.map(({ name }) => name)],
    rows: powersUpTo(farthest).map((distance): Cell[] => [
      textCell(formatDistance(distance)),
      ...all.map(({ reach }) => shareCell(shareAt(reach.curve, distance))),
    ]),
  });
}

const read =
  'Reading held-out code: of the closers at this distance from their openers, the share picked with a probability above 0.8.';

function chartOf(all: readonly Followed[]): ReachChart {
  // Real code goes on much further than anything under test: it does not stretch the axis.
  const followed = all.filter(({ style }) => style !== 'real');
  const ends = (followed.length === 0 ? all : followed).map(({ reach }) => reach.curve.at(-1)!.distance);
  const end = Math.max(2, ...ends);
  return {
    kind: 'reach',
    horizontal: 'Distance, characters',
    end,
    criterion: HELD_THRESHOLD,
    panels: [{ title: 'Knows the closer', series: all.map((one) => seriesOf(one, end)) }],
  };
}

function seriesOf({ style, name, reach }: Followed, end: number): ReachSeries {
  const curve = reach.curve.filter(({ distance }) => distance <= end);
  const last = shareAt(reach.curve, end);
  if (last !== null && last.distance !== curve.at(-1)?.distance) curve.push(last);
  const points = powersUpTo(end).flatMap((distance) => shareAt(reach.curve, distance) ?? []);
  return {
    style,
    name,
    curve,
    points: (points.length === 0 ? reach.curve.slice(0, 1) : points).map((point) => {
      const title = `${name}, ${formatDistance(point.distance)} characters: ${shareWords(point)}`;
      return plainPoint(point.distance, point.share, title);
    }),
    crossing: style === 'real' ? null : crossingOf(name, reach),
  };
}

/** Where a curve falls below the criterion, if it does. */
function crossingOf(name: string, reach: Followed['reach']): Crossing | null {
  const { crossing, low, high } = reach;
  if (crossing.side !== 'at') return null;
  const at = crossing.characters;
  // Without an interval there is no line; one that reaches farther than the curve is open.
  const end = (place: typeof low) => (place === null ? at : place.side === 'at' ? place.characters : null);
  const title = `${name} falls below 80${NO_BREAK_SPACE}% at ${formatDistance(at)} characters (${intervalWords(reach)})`;
  return { at, low: end(low), high: end(high), title };
}

function powersUpTo(end: number): number[] {
  const distances: number[] = [];
  for (let distance = 1; distance <= end; distance *= 2) distances.push(distance);
  return distances;
}

function shareWords({ share, low, high }: ReachPoint): string {
  if (low === null || high === null) return formatPercent(share);
  return `${formatPercent(share)} (${formatPercentInterval({ low, high })})`;
}

function shareCell(point: ReachPoint | null): Cell {
  if (point === null) return nothing;
  const { share, low, high } = point;
  const text = formatPercent(share);
  return low === null || high === null
    ? { kind: 'number', value: share, text }
    : { kind: 'number', value: share, text, detail: formatPercentInterval({ low, high }) };
}

function describe({ name, reach: { curve } }: Followed): string {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  return `${name}: ${formatPercent(first.share)} at ${formatDistance(first.distance)}, ${formatPercent(last.share)} at ${formatDistance(last.distance)}`;
}
