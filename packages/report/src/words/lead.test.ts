import type { LeadNumber } from '@longrange/eval/internal';
import { describe, expect, it } from 'vitest';
import { type Decided, decided, plain, shareOf } from '../describe/testing/decided.ts';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import type { Proportion } from '../document/internal.ts';
import { leadSentence } from './lead.ts';
import { type Order, orderSentence } from './tested.ts';

const full = loadFixture('complete');
const held: LeadNumber<Proportion> = { id: 'delimiters', title: 'Brackets held', pick: (share) => share };

function say(model: Proportion, tests: readonly Decided[], pValue = 0.5): string {
  const all = [
    { id: 'model', name: 'model', style: 'model' as const, fields: model },
    { id: 'real', name: 'real code', style: 'real' as const, fields: shareOf(1, 0) },
    { id: 'ngram', name: '20-gram', style: 'ngram' as const, fields: shareOf(0.8, 0.05) },
  ];
  const { comparisons } = decided(full, ...tests);
  return plain(
    leadSentence(
      held,
      all,
      comparisons.map((test) => ({ ...test, pValue })),
    ),
  );
}

describe('a share beside others', () => {
  const [real, ngram] = ['real code 100 % (100–100 %, n 100)', '20-gram 80 % (75–85 %, n 100)'];
  const model = 'Brackets held: model 90.0 % (88.0–92.0 %, n 100)';

  it.each<[Proportion, Partial<Record<'real' | 'ngram', Order>>, string]>([
    [shareOf(0.9, 0.02), { real: 'below', ngram: 'above' }, `${model}; ${real}, higher; ${ngram}, lower.`],
    [
      shareOf(0.9, 0.02),
      { real: 'undecided', ngram: 'above' },
      `${model}; ${real}, no detectable difference; ${ngram}, lower.`,
    ],
    [shareOf(0.9, 0.02), {}, `${model}; ${real}; ${ngram}.`],
    [
      shareOf(0.5, 0.2, 29),
      { real: 'below', ngram: 'below' },
      `Brackets held: model 50 % (30–70 %, n 29), too few to judge; ${real}; ${ngram}.`,
    ],
    [shareOf(null), {}, `Brackets held: model nothing to count; ${real}; ${ngram}.`],
  ])('says of %o what tests of %o decide, and no more', (share, orders, sentence) => {
    const tests = Object.entries(orders).map(([second, order]) => ({ measure: 'delimiters', second, order }));
    expect(say(share, tests)).toBe(sentence);
  });

  it('says where only the correction leaves a difference undecided', () => {
    const said = say(
      shareOf(0.9, 0.02),
      [{ measure: 'delimiters', second: 'ngram', order: 'undecided' }],
      0.01,
    );
    expect(said).toMatch(/20-gram .*, higher, but not after the correction for all tests of this page\.$/);
  });

  it('names no text that stands alone', () => {
    const text = { id: 'text', name: 'text', style: 'text' as const, fields: shareOf(0.9, 0.02) };
    expect(plain(leadSentence(held, [text], []))).toBe('Brackets held: 90.0 % (88.0–92.0 %, n 100).');
  });
});

/** Tests of clauses by distance that came out so. */
const tests = (second: string, ...orders: readonly [from: number, order: Order][]): Decided[] =>
  orders.map(([from, order]) => ({ measure: 'clauses', second, order, from }));

it.each<[Decided[], string]>([
  [
    tests('ngram', [8, 'above'], [1, 'above'], [2, 'above'], [4, 'undecided'], [16, 'below']),
    'This model does better than the n-gram at 1–3, 8–15 characters and worse at 16–31 characters.',
  ],
  [
    [...tests('real', [4, 'below']), ...tests('ngram', [1, 'above'])],
    'This model does worse than real code at 4–7 characters and better than the n-gram at 1 character.',
  ],
  [
    [...tests('real', [4, 'undecided']), ...tests('ngram', [1, 'undecided'])],
    'No detectable difference between this model and real code or the n-gram at any distance.',
  ],
  [[], ''],
])('names only decided distances: %#', (all, sentence) => {
  const others = [
    { id: 'real', name: 'real code' },
    { id: 'ngram', name: 'the n-gram' },
  ];
  const { comparisons } = decided(full, ...all);
  expect(orderSentence(comparisons, 'clauses', { id: 'model', name: 'this model' }, others)).toBe(sentence);
});
