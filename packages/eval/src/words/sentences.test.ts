import type { Proportion } from '@longrange/document/internal';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../metrics/subject-schema.ts';
import { decided, plain, shareOf, withSubject } from '../page/testing/decided.ts';
import { loadFixture } from '../page/testing/load-fixture.ts';
import { viewOf } from '../page/view.ts';
import { missingSubjects, type ShareWords, shareSentence } from './sentences.ts';
import type { Order } from './tested.ts';

const full = loadFixture('complete');
const words: ShareWords<Pick<Subject, 'delimiters'>> = {
  pick: ({ delimiters }) => delimiters.overall,
  measure: 'delimiters',
  noun: 'brackets',
  say: (name, share) => `${name} closes ${share} of its brackets`,
};

/** What is said of the three subjects' shares where the tests of the model against real code and n-gram came out so. */
function say(
  shares: Readonly<Record<'model' | 'real' | 'ngram', Proportion>>,
  orders: Partial<Record<'real' | 'ngram', Order>> = {},
): string {
  const changed = (['model', 'real', 'ngram'] as const).reduce(
    (result, id) =>
      withSubject(result, id, ({ delimiters }) => ({ delimiters: { ...delimiters, overall: shares[id] } })),
    full,
  );
  const tests = Object.entries(orders).map(([second, order]) => ({ measure: 'delimiters', second, order }));
  const result = decided(changed, ...tests);
  return plain(shareSentence(viewOf(result).subjects, words, result.comparisons));
}

const shares = { model: shareOf(0.9, 0.02), real: shareOf(1, 0), ngram: shareOf(0.8, 0.05) };
const [real, ngram] = ['real code at 100 % (100–100 %, n 100)', 'the 20-gram at 80 % (75–85 %, n 100)'];

describe('a share beside others', () => {
  it.each<[Partial<Record<'real' | 'ngram', Order>>, string]>([
    [{ real: 'below', ngram: 'above' }, `, more than ${ngram} but less than ${real}.`],
    [{ real: 'below', ngram: 'below' }, `, less than ${real} and ${ngram}.`],
    [{ real: 'undecided', ngram: 'above' }, `, more than ${ngram}; no detectable difference from ${real}.`],
    [{ real: 'undecided', ngram: 'undecided' }, `; no detectable difference from ${real} and ${ngram}.`],
    [{}, '. Real code: 100 % (100–100 %, n 100). The 20-gram: 80 % (75–85 %, n 100).'],
  ])('says what tests of %o decide, and no more', (orders, rest) => {
    expect(say(shares, orders)).toBe(`This model closes 90.0 % of its brackets (88.0–92.0 %, n 100)${rest}`);
  });

  it('concludes nothing from fewer than 30 cases, whatever the tests say', () => {
    const orders = { real: 'below', ngram: 'below' } as const;
    expect(say({ ...shares, model: shareOf(0.5, 0.2, 29) }, orders)).toBe(
      'This model closes 50 % of its brackets (30–70 %, n 29): too few to judge. Real code: 100 % (100–100 %, n 100). The 20-gram: 80 % (75–85 %, n 100).',
    );
    expect(say({ ...shares, model: shareOf(0.5, 0.2, 30) }, orders)).toContain('less than');
  });

  it('says so where there is nothing to judge, and leaves out others with nothing', () => {
    expect(say({ ...shares, model: shareOf(null), ngram: shareOf(null) })).toBe(
      'This model has no brackets to judge. Real code: 100 % (100–100 %, n 100).',
    );
  });
});

it('names what is missing beside', () => {
  const named = viewOf(full).subjects;
  const without = (...ids: string[]) => named.filter(({ subject }) => !ids.includes(subject.id));
  expect(missingSubjects(named)).toBe('');
  expect(missingSubjects(without('ngram'))).toBe('This result has no n-gram as a floor.');
  expect(missingSubjects(without('real', 'ngram'))).toBe(
    'This result has no real code as a ceiling and no n-gram as a floor.',
  );
});
