import { expect, it } from 'vitest';
import { plain } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { comparisonSentences, completionSection, namedWriters } from './completion.ts';

const complete = loadFixture('complete');
const completions = complete.probes!.completions!;
const [bracket, second] = completions.kinds;

function difference(against: string, value: number, half: number, pValue: number) {
  const found = { difference: value, low: value - half, high: value + half, pValue };
  return { against, distance: null, ...found, documents: 28 };
}

type Differences = ReturnType<typeof difference>[];

/** What is said of brackets and, where a second list is given, of strings. */
function say(brackets: Differences, strings?: Differences): string {
  const kinds = [
    { ...bracket!, differences: brackets },
    ...(strings === undefined ? [] : [{ ...second!, kind: 'string' as const, differences: strings }]),
  ];
  return comparisonSentences({ ...completions, kinds }, namedWriters(complete)).join(' ');
}

it('claims of two writers only what the corrected paired test shows', () => {
  const [more, less, open] = [
    [difference('20-gram', 0.2, 0.05, 0.001)],
    [difference('20-gram', -0.1, 0.02, 0.001)],
    [difference('20-gram', 0.1, 0.2, 0.001)],
  ];
  expect(say([...more!, difference('real', -0.1, 0.02, 0.001)])).toBe(
    'From the same prompts, this model closes brackets (by 20.0 points, 15.0–25.0) more often than the 20-gram. From the same prompts, this model closes brackets (by 10.0 points, 8.0–12.0) less often than real code.',
  );
  expect(say(more!, less)).toMatch(
    /brackets \(.*\) more often and single-line strings \(.*\) less often than/,
  );
  expect(say(more!, open)).toMatch(/ than the 20-gram; no detectable difference for single-line strings\.$/);
});

it.each([
  ['the interval leaves zero out, but not the corrected p-value', 0.19, 0.06],
  ['the p-value is small, but the interval holds zero', 0.3, 0.001],
])('shows no difference where %s', (_, half, pValue) => {
  expect(say([difference('20-gram', 0.2, half, pValue)])).toMatch(
    /no detectable difference .* for brackets\.$/,
  );
});

it('gives plain shares where there is nothing to compare with', () => {
  const kinds = [{ ...bracket!, differences: [] }];
  const alone = { ...complete.probes!, completions: { ...completions, kinds } };
  expect(plain(completionSection({ ...complete, probes: alone })!.paragraphs[0]!)).toMatch(
    /^Share that this model closes: brackets \d+\.\d % \(.*, n [\d,]+\)\.$/,
  );
});

it('shows every distance of every kind, and is left out where nothing was written on', () => {
  const section = completionSection(complete)!;
  const rows = completions.kinds.reduce((sum, { writers }) => sum + writers[0]!.byDistance.length, 0);
  expect(section.figures[0]!.table.rows).toHaveLength(rows);
  expect(completionSection({ ...complete, probes: { ...complete.probes!, completions: null } })).toBeNull();
});
