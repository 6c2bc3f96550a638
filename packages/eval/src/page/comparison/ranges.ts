import { cell, type Figure, format, tableFigure } from '@longrange/document/internal';
import type { ComparedMeasure, Comparison } from '../../comparison/schema.ts';
import { reasonWords, shortRange } from '../../words/range-words.ts';
import { formatSigned, formatSignedInterval, pairName, wordsOf } from './words.ts';

type Run = Comparison['contenders'][number]['runs'][number];

/** Ranges of reading of all models beside each other, with their ratios, and those of writing; null if none was measured. */
export function rangesFigure(comparison: Comparison): Figure | null {
  const { contenders, provenance, measures } = comparison;
  const wrote = contenders.some(({ runs }) => runs.some(({ ranges }) => ranges !== undefined));
  const ways = (['range-shows', 'range-decides'] as const).map((id) =>
    measures.find(({ measure }) => measure === id),
  );
  const [shows, decides] = ways;
  if (!wrote && shows === undefined && decides === undefined) return null;
  const ofPairs = (shows ?? decides)?.differences.map(({ a, b }) => ({ a, b })) ?? [];
  return tableFigure({
    id: 'ranges',
    title: 'How far back an open bracket counts, in characters',
    caption:
      'Exchanging the bracket still shows as long as it moves the odds of what closes it by a factor of e (1 nat) at least half as often as it does nearby; it still decides as long as it changes which closer is the likelier one at least half as often. With 95 % intervals; of several seeds the geometric mean. Writing is not tested.',
    columns: [
      ...['Model', 'Still shows up to', 'Still decides up to'],
      `Writing at temperature ${provenance.sampling.temperature}`,
    ],
    rows: [
      ...contenders.map(({ label, runs }, index) => [
        label,
        ...ways.map((way) => rangeWords(way, index)),
        runs.map(wroteWords).join('; '),
      ]),
      ...ofPairs.map((pair) => [
        pairName(comparison, pair, 'characters'),
        ...ways.map((way) => ratioWords(way, pair)),
        '',
      ]),
    ],
  });
}

function rangeWords(measure: ComparedMeasure | undefined, index: number) {
  const value = measure?.values[index];
  if (value === undefined || value.n === 0) return 'not measured';
  if (value.estimate === null) return value.thin ? 'too few pairs' : 'not measurable: fewer than half nearby';
  const { figure, interval } = wordsOf(value, 'characters');
  const seeds =
    value.byRun.length > 1 ? `; seeds ${format.list(value.byRun.map((one) => format.count(one!)))}` : '';
  return cell.detailed(value.estimate, figure, `${interval}${seeds}`);
}

function ratioWords(measure: ComparedMeasure | undefined, { a, b }: { a: number; b: number }) {
  const found = measure?.differences.find((one) => one.a === a && one.b === b);
  if (found === undefined) return null;
  const interval =
    found.interval === null ? 'no interval' : formatSignedInterval(found.interval, 'characters');
  return cell.detailed(Math.exp(found.difference), formatSigned(found.difference, 'characters'), interval);
}

function wroteWords({ ranges }: Run): string {
  const measured = ranges?.generation;
  if (measured == null) return 'not measured';
  return measured.range === null ? `not measurable: ${reasonWords(measured)}` : shortRange(measured);
}
