import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { orderSentences } from './order-sentence.ts';
import { type Order, rangesTested } from './tested.ts';
import type { Result } from './types.ts';

const own = { id: 'model', name: 'this model' };
const other = { id: 'ngram', name: 'the n-gram' };

/** A result whose tests of brackets by distance came out so. */
function withTests(...orders: readonly [from: number, order: Order][]): Result {
  const result = loadFixture('full');
  const [test] = result.comparisons;
  const comparisons = orders.map(([from, order]) => ({
    ...test!,
    ...{ measure: 'delimiters', first: 'model', second: 'ngram', order },
    range: { from, to: 2 * from },
  }));
  return { ...result, comparisons };
}

describe('orderSentences', () => {
  it('names the distances that tests decide, and no others, whatever the intervals look like', () => {
    const result = withTests([1, 'above'], [2, 'undecided'], [4, 'below']);
    expect(orderSentences(result, 'delimiters', own, other)).toBe(
      'This model does better than the n-gram at 1 character. This model does worse than the n-gram at 4–7 characters.',
    );
  });

  it('takes no side where no test decides, and says nothing where none was made', () => {
    expect(orderSentences(withTests([1, 'undecided']), 'delimiters', own, other)).toBe(
      'At no distance does this result tell this model from the n-gram.',
    );
    expect(orderSentences(withTests([1, 'above']), 'clauses', own, other)).toBe('');
  });
});

it('merges neighbouring distances into ranges', () => {
  const result = withTests([8, 'above'], [1, 'above'], [2, 'above'], [4, 'undecided']);
  const sides = { measure: 'delimiters', first: 'model', second: 'ngram' };
  expect(rangesTested(result, sides, 'above')).toBe('1–3, 8–15');
  expect(rangesTested(result, sides, 'below')).toBeNull();
});
