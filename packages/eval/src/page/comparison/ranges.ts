import { codeCell, type Figure, tableFigure, textCell } from '@longrange/document/internal';
import type { Comparison } from '../../comparison/schema.ts';
import type { BracketRanges } from '../../probes/minimal-pairs/schema.ts';
import { reasonWords, shortRange } from '../../words/range-words.ts';

type Run = Comparison['contenders'][number]['runs'][number];
type Way = keyof BracketRanges;

/** The range of one run, reading and writing, in words. */
export interface RangeRow {
  readonly label: string;
  readonly run: string;
  readonly scoring: string;
  readonly generation: string;
}

/** Row of real code, which has no range, since nothing reads or writes it. */
export const realCode = { label: 'Real code', range: 'right in every pair' };

/** The ranges of all runs beside each other, which are not tested; empty where none was measured. */
export function rangeRows(comparison: Comparison): RangeRow[] {
  const rows = comparison.contenders.flatMap(({ label, runs }, index) =>
    runs.map((run): RangeRow & { isMeasured: boolean } => ({
      ...{ label, run: run.run, isMeasured: run.ranges !== undefined },
      scoring: isBounded(comparison, index) ? `at least ${words(run, 'scoring')}` : words(run, 'scoring'),
      generation: words(run, 'generation'),
    })),
  );
  return rows.some(({ isMeasured }) => isMeasured) ? rows : [];
}

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

/** `Writing at temperature 0.8`: all are sampled alike. */
export function writingHeading({ provenance }: Comparison): string {
  return `Writing at temperature ${provenance.sampling.temperature}`;
}

export const rangesTitle = 'An open bracket is remembered for, characters';

/** Ranges for the first screen; null if none was measured. */
export function rangesFigure(comparison: Comparison): Figure | null {
  const rows = rangeRows(comparison);
  if (rows.length === 0) return null;
  const hasSeeds = comparison.contenders.some(({ runs }) => runs.length > 1);
  return tableFigure({
    id: 'ranges',
    title: rangesTitle,
    caption:
      'The greatest distance at which changing the type of a bracket still changes what closes it at least half as often as it does nearby, with its 95 % interval over documents. No difference of ranges is tested.',
    columns: ['Model', ...(hasSeeds ? ['Run'] : []), 'Reading', writingHeading(comparison)],
    rows: [
      ...rows.map(({ label, run, scoring, generation }) => [
        textCell(label),
        ...(hasSeeds ? [codeCell(run)] : []),
        textCell(scoring),
        textCell(generation),
      ]),
      [
        textCell(realCode.label),
        ...(hasSeeds ? [textCell('')] : []),
        textCell(realCode.range),
        textCell(realCode.range),
      ],
    ],
  });
}
