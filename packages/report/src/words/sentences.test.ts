import type { Subject } from '@longrange/eval/internal';
import { describe, expect, it } from 'vitest';
import { type Decided, decided, plain, shareOf, withSubject } from '../describe/testing/decided.ts';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import { viewOf } from '../describe/view.ts';
import type { Proportion } from '../document/index.ts';
import { type ShareWords, shareSentence } from './sentences.ts';
import { type Order, orderSentence } from './tested.ts';

const full = loadFixture('complete');
const words: ShareWords<Pick<Subject, 'delimiters'>> = {
  pick: ({ delimiters }) => delimiters.overall,
  measure: 'delimiters',
  noun: 'brackets',
  say: (name, share) => `${name} closes ${share} of its brackets`,
};

describe('a share beside others', () => {
  const shares = { real: shareOf(1, 0), ngram: shareOf(0.8, 0.05) };
  const [real, ngram] = ['real code at 100 % (100–100 %, n 100)', 'the 20-gram at 80 % (75–85 %, n 100)'];
  const others = 'Real code: 100 % (100–100 %, n 100). The 20-gram: 80 % (75–85 %, n 100).';
  const says = 'This model closes 90.0 % of its brackets (88.0–92.0 %, n 100)';

  /** Tests of the model against real code and n-gram that came out so. */
  it.each<[Proportion, Partial<Record<'real' | 'ngram', Order>>, string]>([
    [
      shareOf(0.9, 0.02),
      { real: 'below', ngram: 'above' },
      `${says}, more than ${ngram} but less than ${real}.`,
    ],
    [shareOf(0.9, 0.02), { real: 'below', ngram: 'below' }, `${says}, less than ${real} and ${ngram}.`],
    [
      ...([shareOf(0.9, 0.02), { real: 'undecided', ngram: 'above' }] as const),
      `${says}, more than ${ngram}; no detectable difference from ${real}.`,
    ],
    [shareOf(0.9, 0.02), {}, `${says}. ${others}`],
    [
      ...([shareOf(0.5, 0.2, 29), { real: 'below', ngram: 'below' }] as const),
      `This model closes 50 % of its brackets (30–70 %, n 29): too few to judge. ${others}`,
    ],
    [shareOf(null), {}, `This model has no brackets to judge. ${others}`],
  ])('says of %o what tests of %o decide, and no more', (model, orders, sentence) => {
    const changed = Object.entries({ ...shares, model }).reduce(
      (result, [id, overall]) =>
        withSubject(result, id as 'model', ({ delimiters }) => ({ delimiters: { ...delimiters, overall } })),
      full,
    );
    const tests = Object.entries(orders).map(([second, order]) => ({ measure: 'delimiters', second, order }));
    const { subjects } = viewOf(changed);
    expect(plain(shareSentence(subjects, words, decided(changed, ...tests).comparisons))).toBe(sentence);
  });

  it('says where only the correction leaves a difference undecided', () => {
    const [test] = decided(full, { measure: 'delimiters', second: 'ngram', order: 'undecided' }).comparisons;
    const said = plain(shareSentence(viewOf(full).subjects, words, [{ ...test!, pValue: 0.01 }]));
    expect(said).toMatch(/; a difference from the 20-gram at .* that does not stand the correction for all /);
    expect(said).not.toContain('no detectable');
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
