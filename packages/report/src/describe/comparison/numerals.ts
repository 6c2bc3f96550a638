import type { ContenderValue } from '@longrange/eval/internal';
import { format, type Numeral } from '../../document/internal.ts';
import { samplesOf } from '../../words/range-words.ts';
import { predictorStyle, styleOrder } from '../../words/subjects.ts';
import { intervalNote, meaning } from '../first-screen/numerals.ts';
import { outcomes, whyWide } from './differences.ts';
import type { ComparedMeasure, Comparison } from './measures.ts';
import { formatDifference, formatEnds, formatFigure, formatSpread } from './units.ts';

const titles = {
  shows: 'an open bracket still shows for',
  halfLife: 'half of its evidence is left after',
  decides: 'it still decides the closer for',
};
const measureOf = { shows: 'range-shows', halfLife: 'half-life', decides: 'range-decides' };

/** Shows the longest range of reading, or that of the last checkpoint, and beside it the others with the ratios to them. */
export function rangeNumerals(comparison: Comparison): Numeral[] {
  return (['shows', 'halfLife', 'decides'] as const).flatMap((question) => {
    const measure = comparison.measures.find((one) => one.measure === measureOf[question]);
    if (measure === undefined) return [];
    const { values, differences } = measure;
    const { contenders, kind } = comparison;
    const isCourse = kind === 'checkpoints';
    const lengths = values.map(({ estimate }) => estimate ?? 0);
    const best = isCourse ? values.length - 1 : lengths.indexOf(Math.max(...lengths));
    const longest = values[best]!;
    const others = [...values.keys()].filter((index) => (isCourse ? index === 0 : index !== best));
    return [
      {
        title: `${contenders[best]!.label}: ${titles[question]}`,
        meaning: meaning[question],
        value: longest.estimate === null ? null : numberOf(longest.estimate, longest),
        note:
          longest.estimate === null
            ? whyNot(measure, longest)
            : `${intervalNote(formatSpread(longest, 'characters'))}; ${samplesOf(longest)}`,
        beside: [
          ...(longest.byLine ?? []).map((one) => ({
            style: styleOf(best, values),
            name: one.lines,
            words: figureOf(measure, one),
          })),
          ...others.map((index) => ({
            style: styleOf(index, values),
            name: contenders[index]!.label,
            words: `${figureOf(measure, values[index]!)}${ratioTo(differences, best, index)}`,
          })),
        ],
      },
    ];
  });
}

function styleOf(index: number, values: readonly ContenderValue[]) {
  return values.length > styleOrder.length ? 'ngram' : predictorStyle(index);
}

function numberOf(characters: number, { isBound }: ContenderValue): Numeral['value'] {
  const rounded = Math.round(characters);
  return {
    bound: isBound === true ? 'at least' : null,
    number: format.count(rounded),
    unit: rounded === 1 ? 'character' : 'characters',
  };
}

function figureOf(measure: ComparedMeasure, value: ContenderValue): string {
  if (value.estimate === null) return whyNot(measure, value);
  return `${formatFigure(value, 'characters')} (${formatSpread(value, 'characters')})`;
}

/** Returns the reason why a range or half-life has no estimate. */
export function whyNot({ measure }: Pick<ComparedMeasure, 'measure'>, { n, thin }: ContenderValue): string {
  if (n === 0) return 'not measured';
  if (thin) return 'too few pairs';
  return `not measurable: ${measure === 'half-life' ? 'less than 1 nat' : 'fewer than half'} nearby`;
}

/** `; ratio 2.19 (1.41 to 3.20), shown`; empty if the two were not compared. */
function ratioTo(differences: ComparedMeasure['differences'], best: number, other: number): string {
  const found = differences.find(({ a, b }) => (a === best && b === other) || (a === other && b === best));
  if (found === undefined) return '';
  const { a, difference, interval, verdict } = found;
  const sign = a === best ? 1 : -1;
  const [low, high] =
    interval === null ? [] : [sign * interval.low, sign * interval.high].sort((x, y) => x - y);
  const ends = low === undefined ? 'no interval' : formatEnds({ low, high: high! }, 'characters');
  return `; ratio ${formatDifference(sign * difference, 'characters')} (${ends}), ${outcomes[verdict]}${whyWide(found)}`;
}
