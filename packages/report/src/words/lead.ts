import type { Lead, NumberFormat, Value } from '@longrange/eval/internal';
import { format, type SeriesStyle } from '../document/index.ts';
import { shortContext, shortRange } from './range-words.ts';
import { orderSentence, type Tests, testOf } from './tested.ts';

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
 * code 100 % (…), higher; n-gram 90.8 % (…), no detectable difference.` Says at which distances the tests find a difference. Empty if there
 * is no number.
 */
export function leadSentence<Fields>(
  lead: Lead<Fields>,
  [own, ...others]: readonly Side<Fields>[],
  tests: Tests,
): string {
  const { id, title, format: write = 'decimal' } = lead;
  if ('conditions' in lead) {
    const [first, second] = Object.entries(lead.conditions).map(([id, name]) => ({ id, name }));
    const test = testOf(tests, id, first!.id, second!.id);
    if (test === null) return '';
    const difference = format.estimate({ ...test, value: test.difference }, formats[write]);
    const where = orderSentence(tests, id, first!, [second!]);
    return `${title}: ${first!.name} minus ${second!.name} ${difference}, ${outcomes[test.order]}.${where === '' ? '' : ` ${where}`}`;
  }
  const { pick } = lead;
  const value = own && pick(own.fields);
  if (own === undefined || value == null) return '';
  const beside = others.flatMap((other) => {
    const theirs = pick(other.fields);
    if (theirs === null) return [];
    // The test asks about the first side, the words are about the second.
    const test = testOf(tests, id, own.id, other.id);
    const flipped = { above: 'below', below: 'above', undecided: 'undecided' } as const;
    const outcome = test === null ? '' : `, ${outcomes[flipped[test.order]]}`;
    return [`${other.name} ${valueWords(theirs, write)}${outcome}`];
  });
  const order = orderSentence(tests, id, own, others);
  return `${title}: ${[`${own.name} ${valueWords(value, write)}`, ...beside].join('; ')}.${order === '' ? '' : ` ${order}`}`;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, `0.913 (0.887–0.934)`, `25 (22–31)`. */
function valueWords(value: Value | number, write: NumberFormat): string {
  if (typeof value === 'number') return formats[write](value);
  if ('estimate' in value) return format.share(value);
  if ('range' in value) return shortRange(value);
  if ('effective' in value) return shortContext(value);
  const size = value.n === undefined ? '' : `, n${format.NO_BREAK_SPACE}${format.count(value.n)}`;
  return format.estimate(value, formats[write]).replace(/\)$/, `${size})`);
}
