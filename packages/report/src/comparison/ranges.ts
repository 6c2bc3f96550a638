import type { Comparison } from '@longrange/eval/comparison';
import type { BracketRanges } from '@longrange/eval/result';
import { codeCell, textCell } from '../document/figures/cells.ts';
import { tableFigure } from '../document/figures/tables.ts';
import type { Cell, Section } from '../document/types.ts';
import { placeWords, reasonWords, shortRange } from '../document/words/range-words.ts';
import { joinWords } from '../text/format.ts';

type Measured = Exclude<BracketRanges[keyof BracketRanges], null>;
type Run = Comparison['contenders'][number]['runs'][number];

/** The ranges of the contenders beside each other, which are not tested; empty where there are none, and of checkpoints. */
export function rangesSentence({ kind, contenders }: Comparison): string {
  const measured = contenders.filter(({ runs }) => runs.some(({ ranges }) => ranges !== undefined));
  if (measured.length === 0 || kind === 'checkpoints') return '';
  const all = measured.map(({ label, runs }) => {
    const temperature = runs.find(({ ranges }) => ranges?.writing != null)?.ranges?.writing?.temperature;
    const reads = `${words(runs, 'reading')} reading`;
    return temperature === undefined
      ? `${label}, ${reads}`
      : `${label}, ${reads} and ${words(runs, 'writing')} writing at temperature ${temperature}`;
  });
  return `An open bracket is remembered for so many characters (not tested against each other): ${all.join('; ')}.`;
}

/** With its interval, or those of several seeds in a row. */
function words(runs: readonly Run[], way: keyof BracketRanges): string {
  if (runs.length === 1) return shortRange(runs[0]!.ranges?.[way] ?? null);
  return joinWords(
    runs.map(({ ranges }) => {
      const range = ranges?.[way]?.range;
      return range == null ? 'not measurable' : placeWords(range);
    }),
  );
}

/** Null where no range was measured. */
export function rangesSection({ contenders }: Comparison): Section | null {
  const all = contenders.flatMap(({ label, runs }) => runs.map((run) => ({ label, run })));
  if (all.every(({ run }) => run.ranges === undefined)) return null;
  const cell = (measured: Measured | null | undefined): Cell =>
    textCell(
      measured == null
        ? 'not measured'
        : measured.range === null
          ? `not measurable: ${reasonWords(measured)}`
          : shortRange(measured),
    );
  return {
    id: 'ranges',
    title: 'The range of memory',
    paragraphs: [],
    figures: [
      tableFigure({
        id: 'ranges-of-models',
        title: 'An open bracket remembered for, characters',
        columns: ['Model', 'Run', 'Reading', 'Writing', 'Temperature'],
        rows: all.map(({ label, run }) => [
          textCell(label),
          codeCell(run.run),
          cell(run.ranges?.reading),
          cell(run.ranges?.writing),
          textCell(String(run.ranges?.writing?.temperature ?? '')),
        ]),
      }),
    ],
    definitions: {
      Range:
        'The greatest distance at which changing the type of a bracket still changes what closes it at least half as often as it does nearby, with its 95 % interval over documents. No difference of ranges is tested.',
    },
  };
}
