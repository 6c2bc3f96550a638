import { cell, type Figure, format, tableFigure } from '@longrange/document/internal';
import { placeWords, reasonWords, shortRange } from '../../words/range-words.ts';
import type { ComparedMeasure, Comparison } from './measures.ts';
import { formatSigned, formatSignedInterval, hasTooFewSeeds, notShown, pairName, wordsOf } from './words.ts';

type Run = Comparison['contenders'][number]['runs'][number];

/** Shows the reading ranges of all models side by side, with their ratios, and the writing ranges; null if none was measured. */
export function rangesFigure(comparison: Comparison): Figure | null {
  const { contenders, provenance, measures } = comparison;
  const wrote = contenders.some(({ runs }) => runs.some(({ ranges }) => ranges !== undefined));
  const ways = (['range-shows', 'range-decides'] as const).map((id) =>
    measures.find(({ measure }) => measure === id),
  );
  const [shows, decides] = ways;
  if (!wrote && shows === undefined && decides === undefined) return null;
  const tested = ways.flatMap((way) => way?.differences ?? []);
  const ofPairs = new Map(tested.map((pair) => [pairName(comparison, pair, 'characters'), pair]));
  return tableFigure({
    id: 'ranges',
    title: 'How far back an open bracket counts, in characters',
    caption:
      'A bracket still shows as long as exchanging it moves the odds of its closer 2.7-fold (1 nat) at least half as often as nearby; it still decides as long as exchanging it changes which closer is the likelier one at least half as often. 95 % intervals over documents; of several seeds the geometric mean, over documents and seeds. Writing is not tested.',
    columns: [
      ...['Model', 'Still shows up to', 'Still decides up to'],
      `Writing at temperature ${provenance.sampling.temperature}`,
    ],
    rows: [
      ...contenders.map(({ label, runs }, index) => [
        label,
        ...ways.map((way) => rangeWords(way, index)),
        wroteWords(runs),
      ]),
      ...[...ofPairs].map(([name, pair]) => [name, ...ways.map((way) => ratioWords(way, pair)), null]),
    ],
  });
}

function rangeWords(measure: ComparedMeasure | undefined, index: number) {
  const value = measure?.values[index];
  if (value === undefined || value.n === 0) return 'not measured';
  if (value.estimate === null) return value.thin ? 'too few pairs' : 'not measurable: fewer than half nearby';
  const { figure, interval } = wordsOf(value, 'characters');
  if (value.byRun.length === 1) return cell.detailed(value.estimate, figure, interval);
  const seeds = `seeds ${format.list(value.byRun.map((one) => format.count(one!)))}`;
  const detail = hasTooFewSeeds(value) ? `${seeds}: too few for an interval` : `${interval}; ${seeds}`;
  return cell.detailed(value.estimate, figure, detail);
}

function ratioWords(measure: ComparedMeasure | undefined, { a, b }: { a: number; b: number }) {
  const found = measure?.differences.find((one) => one.a === a && one.b === b);
  if (found === undefined) return null;
  const interval =
    found.interval === null ? 'no interval' : formatSignedInterval(found.interval, 'characters');
  return cell.detailed(
    Math.exp(found.difference),
    formatSigned(found.difference, 'characters'),
    `${interval}: ${notShown[found.verdict] ?? 'shown'}`,
  );
}

function wroteWords(runs: readonly Run[]): string {
  const all = runs.map(({ ranges }) => ranges?.generation ?? null);
  const [first] = all;
  const places = all.map((one) => one?.range && placeWords(one.range));
  if (runs.length > 1 && places.every((one) => one != null)) return `seeds ${format.list(places)}`;
  if (runs.length > 1 && places.some((one) => one != null))
    return places
      .map(
        (place, index) =>
          `seed ${runs[index]!.trainingSeed ?? index + 1}${place ? `: ${place}` : ' not measurable'}`,
      )
      .join(', ');
  if (first == null) return 'not measured';
  return first.range === null ? `not measurable: ${reasonWords(first)}` : shortRange(first);
}
