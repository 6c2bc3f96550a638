import { expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { namedWriters } from '../document/completions.ts';
import { comparisonSentences, completionSection } from './completion.ts';

const complete = loadFixture('complete');
const completions = complete.probes!.completions!;

it('claims of two writers only what the corrected paired test shows', () => {
  const [kind] = completions.kinds;
  const difference = (against: string, value: number, half: number, pValue: number) => ({
    ...{ against, distance: null, difference: value, low: value - half, high: value + half, pValue },
    documents: 28,
  });
  const say = (...differences: ReturnType<typeof difference>[]) =>
    comparisonSentences({ ...completions, kinds: [{ ...kind!, differences }] }, namedWriters(complete));
  expect(say(difference('10-gram', 0.2, 0.05, 0.001), difference('real', -0.1, 0.02, 0.001))).toBe(
    'Beside the 10-gram, from the same prompts, the model closes brackets more often, by 20.0 points (15.0 to 25.0). Beside real code, from the same prompts, the model closes brackets less often, by 10.0 points (8.0 to 12.0).',
  );
  // The interval leaves zero out; corrected for all that was asked, it does not.
  expect(say(difference('10-gram', 0.2, 0.19, 0.06))).toBe('Not told apart from the 10-gram: brackets.');
  expect(say(difference('10-gram', 0.2, 0.3, 0.001))).toBe('Not told apart from the 10-gram: brackets.');
});

it('shows every distance of every kind, and is left out where nothing was written on', () => {
  const section = completionSection(complete)!;
  const rows = completions.kinds.reduce((sum, { writers }) => sum + writers[0]!.byDistance.length, 0);
  expect(section.figures[0]!.table.rows).toHaveLength(rows);
  expect(completionSection({ ...complete, probes: { ...complete.probes!, completions: null } })).toBeNull();
});
