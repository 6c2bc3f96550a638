import { cell, type Figure, tableFigure } from '@longrange/document/internal';
import type { Comparison } from '../../comparison/schema.ts';
import type { BracketRanges } from '../../probes/minimal-pairs/schema.ts';
import { reasonWords, shortRange } from '../../words/range-words.ts';

type Run = Comparison['contenders'][number]['runs'][number];
type Way = keyof BracketRanges;

function words({ ranges }: Run, way: Way): string {
  const measured = ranges?.[way];
  if (measured == null) return 'not measured';
  return measured.range === null ? `not measurable: ${reasonWords(measured)}` : shortRange(measured);
}

/** A server may return only the likeliest tokens; what they do not decide counts as forgotten. */
function isBounded({ measures, contenders }: Comparison, index: number): boolean {
  const [{ ranges }] = contenders[index]!.runs as [Run];
  const minimalPairs = measures.find(({ measure, range }) => measure === 'minimal-pairs' && range === null);
  return minimalPairs?.values[index]?.isBound === true && ranges?.scoring?.range?.side === 'at';
}

/** Ranges of all runs beside each other, which are not tested, for the first screen; null if none was measured. */
export function rangesFigure(comparison: Comparison): Figure | null {
  const { contenders, provenance } = comparison;
  const runs = contenders.flatMap(({ label, runs: own }, index) => own.map((run) => ({ label, run, index })));
  if (runs.every(({ run }) => run.ranges === undefined)) return null;
  const hasSeeds = runs.length > contenders.length;
  const limit = 'right in every pair';
  return tableFigure({
    id: 'ranges',
    title: 'An open bracket is remembered for, characters',
    caption:
      'The greatest distance at which changing the type of a bracket still changes what closes it at least half as often as it does nearby, with its 95 % interval over documents. No difference of ranges is tested.',
    columns: [
      ...['Model', ...(hasSeeds ? ['Run'] : []), 'Reading'],
      `Writing at temperature ${provenance.sampling.temperature}`,
    ],
    rows: [
      ...runs.map(({ label, run, index }) => [
        label,
        ...(hasSeeds ? [cell.code(run.run)] : []),
        `${isBounded(comparison, index) ? 'at least ' : ''}${words(run, 'scoring')}`,
        words(run, 'generation'),
      ]),
      ['Real code', ...(hasSeeds ? [''] : []), limit, limit],
    ],
  });
}
