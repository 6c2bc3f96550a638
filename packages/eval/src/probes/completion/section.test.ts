import { expect, it } from 'vitest';
import { decided, plain } from '../../page/testing/decided.ts';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { sectionOf } from '../../page/testing/section-of.ts';
import type { Order } from '../../words/tested.ts';
import { comparisonSentences, namedWriters } from './section.ts';

const complete = loadFixture('complete');
const completions = complete.probes!.completions!;
const [bracket] = completions.kinds;

const from = { bracket: 'completion/bracket', string: 'completion/string' } as const;

/** What is said where brackets, or strings, of the model were tested against another writer. */
function say(
  ...tests: readonly [kind: keyof typeof from, second: string, order: Order, value?: number][]
): string {
  const { comparisons } = decided(
    complete,
    ...tests.map(([kind, second, order]) => ({ measure: from[kind], second, order })),
  );
  const valued = comparisons.map((test, index) => {
    const difference = tests[index]![3] ?? 0;
    return { ...test, difference, low: difference - 0.05, high: difference + 0.05 };
  });
  return plain(comparisonSentences(completions, namedWriters(completions), valued).join(' '));
}

it('claims of two writers only what the corrected paired test shows', () => {
  expect(say(['bracket', '20-gram', 'above', 0.2], ['bracket', 'real', 'below', -0.1])).toBe(
    'From the same prompts, this model closes brackets (by 20.0 points, 15.0–25.0) more often than the 20-gram. From the same prompts, this model closes brackets (by 10.0 points, 5.0–15.0) less often than real code.',
  );
  expect(say(['bracket', '20-gram', 'above', 0.2], ['string', '20-gram', 'below', -0.1])).toMatch(
    /brackets \(.*\) more often and single-line strings \(.*\) less often than/,
  );
  expect(say(['bracket', '20-gram', 'above', 0.2], ['string', '20-gram', 'undecided'])).toMatch(
    / than the 20-gram; no detectable difference for single-line strings\.$/,
  );
  expect(say(['bracket', '20-gram', 'undecided'])).toMatch(/no detectable difference .* for brackets\.$/);
});

it('gives plain shares where there is nothing to compare with', () => {
  const alone = { ...complete.probes!, completions: { ...completions, kinds: [bracket!] } };
  expect(
    plain(sectionOf({ ...complete, comparisons: [], probes: alone }, 'completion')!.paragraphs[0]!),
  ).toMatch(/^Share that this model closes: brackets \d+(\.\d)? % \(.*, n [\d,]+\)\.$/);
});
