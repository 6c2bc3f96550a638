import { expect, it } from 'vitest';
import { type Decided, decided, modelAlone, plain, withSubject } from '../../page/testing/decided.ts';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { sectionOf } from '../../page/testing/section-of.ts';
import { subjectsWith, viewOf } from '../../page/view.ts';
import type { Result } from '../../result/schema.ts';
import type { Subject } from '../subject-schema.ts';
import { cutSentence, rateSentence } from './section.ts';

type Names = NonNullable<Subject['names']>;

const complete = loadFixture('complete');

const alone = modelAlone(complete);
const withNames = (result: Result, names: Partial<Names>) =>
  withSubject(result, 'model', (subject) => ({ names: { ...subject.names!, ...names } }));
const named = (names: Partial<Names>) => subjectsWith(viewOf(withNames(alone, names)), 'names');

it.each<[loads: number, order: Decided['order'] | null, words: RegExp]>([
  [30, 'above', / reads, 7\.5 \(6\.0–9\.0\) are undefined, more than real code at /],
  [30, 'below', /, fewer than real code at /],
  [30, 'undecided', /; no detectable difference from real code at /],
  [29, 'above', /, but 29 names are too few to judge\. Real code: /],
  [1, null, /, but 1 name is too few to judge\. /],
  [0, null, /^This model reads no name that could be resolved\. /],
])('of %i loads, tested %s, it is said how many are undefined', (loads, order, words) => {
  const undefinedPer100Loads = { value: 7.5, low: 6, high: 9 };
  const result = withNames(complete, { loads, unknowable: 0, undefinedPer100Loads });
  const tests = order === null ? [] : [{ measure: 'undefined names', second: 'real', order }];
  const tested = decided(result, ...tests);
  expect(plain(rateSentence(subjectsWith(viewOf(tested), 'names'), tested.comparisons))).toMatch(words);
});

it('names that a cut leaves open are bounded, and left out where there are none', () => {
  const undefinedPer100LoadsAtMost = { value: 20, low: 15, high: 25 };
  const cut = (unboundAtCut: number) =>
    plain(cutSentence(named({ loads: 100, unboundAtCut, undefinedPer100LoadsAtMost })));
  expect(cut(20)).toMatch(/^Not judged: 20\.0 % of the loads of this model, .* would be 20 \(15–25\) of 100/);
  expect(cut(0)).toBe('');
  expect(sectionOf(withNames(alone, { unboundAtCut: 0 }), 'names')!.paragraphs[1]).toMatch(/as a builtin\.$/);
});
