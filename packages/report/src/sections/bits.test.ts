import { expect, it } from 'vitest';
import { plain } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { Result } from '../document/types.ts';
import type { Order } from '../document/words/tested.ts';
import { bitsSection } from './bits.ts';

const full = loadFixture('full');
const bits = (value: number) => ({ bits: value, low: value - 0.14, high: value + 0.14 });

/** Intervals that overlap widely, and paired tests beside them. */
function withTests(orders: { state?: Order; bits?: Order }, half = 0.013): Result {
  const [own, other] = full.bitsPerCharacter;
  const difference = (order: Order) => ({ above: 0.061, below: -0.061, undecided: 0.001 })[order];
  const tests = (['state', 'bits'] as const).flatMap((measure) => {
    const order = orders[measure];
    if (order === undefined) return [];
    const sides =
      measure === 'state'
        ? { first: 'carried', second: 'reset' }
        : { first: own!.predictor, second: '20-gram' };
    const value = difference(order);
    const found = { measure, order, difference: value, low: value - half, high: value + half, documents: 32 };
    return [{ ...full.comparisons[0]!, ...sides, range: null, ...found }];
  });
  const predictors = [
    { ...own!, carried: bits(1.54), reset: { ...bits(1.601), every: 256 } },
    { ...other!, predictor: '20-gram', carried: bits(1.601) },
  ];
  return { ...full, bitsPerCharacter: predictors, comparisons: tests };
}

const paragraphs = (result: Result) => bitsSection(result)!.paragraphs.map(plain);

it.each<[Order, string]>([
  [
    'below',
    ', 0.061 (0.048–0.074) fewer than the best other predictor, the 20-gram, at 1.601 bits (1.461–1.741).',
  ],
  [
    'above',
    ', 0.061 (0.048–0.074) more than the best other predictor, the 20-gram, at 1.601 bits (1.461–1.741).',
  ],
  [
    'undecided',
    '; no detectable difference from the best other predictor, the 20-gram, at 1.601 bits (1.461–1.741): +0.001 (−0.012 to +0.014) over 32 documents.',
  ],
])('says of the best other predictor what the paired test decides: %s', (order, rest) => {
  expect(paragraphs(withTests({ bits: order }))[0]).toBe(
    `This model needs 1.540 bits (1.400–1.680) per character of the test split${rest}`,
  );
});

it.each<[Order, string]>([
  [
    'below',
    'Carrying the state helps: with the state reset every 256 characters it needs 1.601 bits (1.461–1.741), 0.061 (0.048–0.074) more.',
  ],
  [
    'above',
    'Carrying the state hurts: with the state reset every 256 characters it needs 1.601 bits (1.461–1.741), 0.061 (0.048–0.074) fewer.',
  ],
  [
    'undecided',
    'No detectable effect of carrying the state: with the state reset every 256 characters it needs 1.601 bits (1.461–1.741), a difference of +0.001 (−0.012 to +0.014) over 32 documents.',
  ],
])(
  'says of the state what the paired test decides, however much the intervals overlap: %s',
  (order, sentence) => {
    expect(paragraphs(withTests({ state: order }))[1]).toContain(sentence);
  },
);

it('says nothing of what was not tested', () => {
  expect(paragraphs(withTests({})).join(' ')).not.toMatch(
    /helps|hurts|effect|fewer than|more than|difference/,
  );
  expect(bitsSection(loadFixture('text-only'))).toBeNull();
});
