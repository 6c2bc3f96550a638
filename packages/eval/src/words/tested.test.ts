import { expect, it } from 'vitest';
import { type Decided, decided } from '../page/testing/decided.ts';
import { loadFixture } from '../page/testing/load-fixture.ts';
import type { Result } from '../result/schema.ts';
import { type Order, orderSentence, rangesTested } from './tested.ts';

const own = { id: 'model', name: 'this model' };
const [real, ngram] = [
  { id: 'real', name: 'real code' },
  { id: 'ngram', name: 'the n-gram' },
];

/** Tests of clauses by distance that came out so. */
function tests(second: string, ...orders: readonly [from: number, order: Order][]): Decided[] {
  return orders.map(([from, order]) => ({ measure: 'clauses', second, order, from }));
}

const withTests = (...all: Decided[]): Result => decided(loadFixture('complete'), ...all);

it.each<[Decided[], string]>([
  [
    tests('ngram', [1, 'above'], [2, 'undecided'], [4, 'below']),
    ' does better than the n-gram at 1 character and worse at 4–7 characters.',
  ],
  [tests('ngram', [64, 'below']), ' does worse than the n-gram at 64–127 characters.'],
  [
    [...tests('real', [4, 'below']), ...tests('ngram', [1, 'above'])],
    ' does worse than real code at 4–7 characters and better than the n-gram at 1 character.',
  ],
  [
    [...tests('real', [4, 'undecided']), ...tests('ngram', [1, 'undecided'])],
    'No detectable difference between this model and real code or the n-gram at any distance.',
  ],
  [
    tests('ngram', [4, 'withheld'], [8, 'undecided']),
    'No detectable difference between this model and the n-gram at any other distance. No verdict against the n-gram at 4–7 characters, where one document accounts for more than a quarter of the variance.',
  ],
  [[], ''],
])('names only decided distances: %#', (all, words) => {
  const sentence = orderSentence(withTests(...all).comparisons, 'clauses', own, [real!, ngram!]);
  if (words === '') expect(sentence).toBe('');
  else expect(sentence.endsWith(words)).toBe(true);
});

it('merges neighboring distances into ranges', () => {
  const result = withTests(...tests('ngram', [8, 'above'], [1, 'above'], [2, 'above'], [4, 'undecided']));
  const sides = { measure: 'clauses', first: 'model', second: 'ngram' };
  expect(rangesTested(result.comparisons, sides, 'above')).toBe('1–3, 8–15');
  expect(rangesTested(result.comparisons, sides, 'below')).toBeNull();
});
