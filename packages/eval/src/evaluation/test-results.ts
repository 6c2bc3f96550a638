import { countTests, type TestSide, testPaired, testUnpaired } from '../comparison/test-differences.ts';
import type { UncorrectedTest } from '../result/correct-tests.ts';
import { drawsFor } from '../statistics/permutation.ts';
import type { Evidence } from './measure-model.ts';

/**
 * Tests everything that the report calls better, worse or undecided: the model's predictions against those of others, its carried state
 * against the reset one, and the evaluated subject against the other texts. `buildResult` corrects the tests as one family.
 *
 * @param paired pairs of sides to test on the same documents
 * @param subjects the model, if it is among them, is tested against the others; else the text is
 */
export function testResults(
  paired: Evidence['tested'],
  subjects: readonly TestSide[],
  seed: number,
): UncorrectedTest[] {
  const primary = subjects.find(({ id }) => id === 'model') ?? subjects.find(({ id }) => id === 'text');
  const others = primary === undefined ? [] : subjects.filter((side) => side !== primary);
  const unpaired = others.map((side) => [primary!, side] as const);
  const tests = [...paired, ...unpaired].reduce((sum, sides) => sum + countTests(...sides), 0);
  const options = { seed, resamples: drawsFor(tests + MOST_OF_UNITS) };
  return [
    ...paired.flatMap((sides) => testPaired(...sides, options)),
    ...unpaired.flatMap((sides) => testUnpaired(...sides, options)),
  ];
}

/** Maximum number of tests that metric 16 adds to the family: two for each of four properties. */
const MOST_OF_UNITS = 8;
