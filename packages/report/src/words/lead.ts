import type { Lead, Value } from '@longrange/eval/internal';
import { format, type SeriesStyle } from '../document/index.ts';
import { orderSentence, type Tests, testOf } from './tested.ts';

/** One text or predictor, as a sentence names it. */
interface Side<Fields> {
  readonly id: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly fields: Fields;
}

/** Outcomes of a test, in words. */
const outcomes = { above: 'higher', below: 'lower', undecided: 'no detectable difference' } as const;

/**
 * States a number beside the same number of others, with what the tests decide: `Brackets held: model 91.2 % (90.1–92.2 %, n 4,812); real
 * code 100 % (…), higher; n-gram 90.8 % (…), no detectable difference.` Says at which distances the tests find a difference. Empty if there
 * is no number.
 */
export function leadSentence<Fields>(
  { id, title, pick }: Lead<Fields>,
  [own, ...others]: readonly Side<Fields>[],
  tests: Tests,
): string {
  const value = own && pick(own.fields);
  if (own === undefined || value == null) return '';
  const beside = others.flatMap((other) => {
    const theirs = pick(other.fields);
    if (theirs === null) return [];
    // The test asks about the first side, the words are about the second.
    const test = testOf(tests, id, own.id, other.id);
    const flipped = { above: 'below', below: 'above', undecided: 'undecided' } as const;
    const outcome = test === null ? '' : `, ${outcomes[flipped[test.order]]}`;
    return [`${other.name} ${valueWords(theirs)}${outcome}`];
  });
  const order = orderSentence(tests, id, own, others);
  return `${title}: ${[`${own.name} ${valueWords(value)}`, ...beside].join('; ')}.${order === '' ? '' : ` ${order}`}`;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or `0.913 (0.887–0.934)`. */
function valueWords(value: Value): string {
  if ('estimate' in value) return format.share(value);
  const size = value.n === undefined ? '' : `, n${format.NO_BREAK_SPACE}${format.count(value.n)}`;
  return format.estimate(value).replace(/\)$/, `${size})`);
}
