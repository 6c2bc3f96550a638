import type { Lead, LeadNumber, NumberFormat, Value } from '@longrange/eval/internal';
import { format, type SeriesStyle } from '../document/internal.ts';
import { shortContext, shortRange } from './range-words.ts';
import { inSentence } from './subjects.ts';
import { orderSentence, type Tested, type Tests, testOf } from './tested.ts';

/** One text or predictor, as a sentence names it. */
interface Side<Fields> {
  readonly id: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly fields: Fields;
}

/** Writers of numbers, by the name that declarations give them. */
export const formats: Readonly<Record<NumberFormat, format.Format>> = {
  count: format.count,
  percent: (value, bounds) => format.percent(value, bounds),
  points: format.points,
  bits: (value) => format.bits(value),
  decimal: format.threeDecimals,
  hundredths: format.decimals(2),
  magnitude: format.magnitude,
  signed: (value) => format.signed(value),
};

/** Outcomes of a test, in words. */
const outcomes = { above: 'higher', below: 'lower', undecided: 'no detectable difference' } as const;

/**
 * States a number beside the same number of others, with what the tests decide: `Brackets held: model 91.2 % (90.1–92.2 %, n 4,812); real
 * code 100 % (…), higher; n-gram 90.8 % (…), no detectable difference.` Says at which distances the tests find a difference. Nothing is
 * concluded from fewer than 30 cases. Empty if there is no number.
 */
export function leadSentence<Fields>(lead: Lead<Fields>, all: readonly Side<Fields>[], tests: Tests): string {
  if (!('conditions' in lead)) return numberSentence(lead, all, tests);
  const { id, title, format: write = 'decimal' } = lead;
  const [first, second] = Object.entries(lead.conditions).map(([id, name]) => ({ id, name }));
  const test = testOf(tests, id, first!.id, second!.id);
  if (test === null) return '';
  const difference = format.estimate({ ...test, value: test.difference }, formats[write]);
  const where = orderSentence(tests, id, first!, [second!]);
  return `${title}: ${first!.name} minus ${second!.name} ${difference}, ${outcomes[test.order]}. ${where}`.trim();
}

function numberSentence<Fields>(
  { id, title, format: write = 'decimal', pick }: LeadNumber<Fields>,
  [first, ...others]: readonly Side<Fields>[],
  tests: Tests,
): string {
  const value = first && pick(first.fields);
  if (first === undefined || value == null) return '';
  const beside = others.flatMap((other) => {
    const theirs = pick(other.fields);
    if (theirs === null) return [];
    const test = isThin(value) || isThin(theirs) ? null : testOf(tests, id, first.id, other.id);
    return [`${other.name} ${valueWords(theirs, write)}${test === null ? '' : `, ${verdictOf(test)}`}`];
  });
  const sides = [first, ...others].map((side) => ({ id: side.id, name: inSentence(side) }));
  const order = isThin(value) ? '' : orderSentence(tests, id, sides[0]!, sides.slice(1));
  const whose = first.id === 'text' && beside.length === 0 ? '' : `${first.name} `;
  return `${title}: ${[whose + valueWords(value, write), ...beside].join('; ')}. ${order}`.trim();
}

/** Verdict on the second side of a test, whose outcome is about the first. */
function verdictOf({ order, pValue, difference }: Tested): string {
  if (order !== 'undecided') return order === 'above' ? outcomes.below : outcomes.above;
  if (pValue >= 0.05) return outcomes.undecided;
  return `${difference > 0 ? outcomes.below : outcomes.above}, but not after the correction for all tests of this page`;
}

function isThin(value: Value | number): boolean {
  return typeof value === 'object' && 'n' in value && value.n !== undefined && value.n < 30;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, `0.913 (0.887–0.934)`, `25 (22–31)`. */
function valueWords(value: Value | number, write: NumberFormat): string {
  if (typeof value === 'number') return formats[write](value);
  if ('range' in value) return shortRange(value);
  if ('effective' in value) return shortContext(value);
  if (value.n === 0) return 'nothing to count';
  const thin = isThin(value) ? ', too few to judge' : '';
  if ('estimate' in value) return format.share(value) + thin;
  const size = value.n === undefined ? '' : `, n${format.NO_BREAK_SPACE}${format.count(value.n)}`;
  return format.estimate(value, formats[write]).replace(/\)$/, `${size})`) + thin;
}
