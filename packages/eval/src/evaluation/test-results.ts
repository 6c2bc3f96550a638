import { countTests, type TestSide, testPaired, testUnpaired } from '../comparison/test-differences.ts';
import type { UncorrectedTest } from '../result/correct-tests.ts';
import { drawsFor } from '../statistics/permutation.ts';
import type { PredictionSides } from './measure-model.ts';

/**
 * Tests everything that the report calls better, worse or undecided: the model's predictions against those of others, its carried state
 * against the reset one, and the evaluated subject against the other texts. `buildResult` corrects the tests as one family.
 *
 * @param subjects the model, if it is among them, is tested against the others; else the text is
 */
export function testResults(
  predictions: PredictionSides | undefined,
  subjects: readonly TestSide[],
  seed: number,
): UncorrectedTest[] {
  const primary = subjects.find(({ id }) => id === 'model') ?? subjects.find(({ id }) => id === 'text');
  const paired = predictions === undefined ? [] : contrastPredictions(predictions);
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

function contrastPredictions({
  bits,
  otherBits,
  probed: [model, ...others],
  completed: [completed, ...otherWriters],
}: PredictionSides): (readonly [TestSide, TestSide])[] {
  const side = ({ id, figures }: TestSide): TestSide => ({ id, figures });
  const memory = (id: string, figure: TestSide['figures'][number]): TestSide => ({ id, figures: [figure] });
  const { longest, shortest } = model.pastMemory;
  const { before, between } = model.placements;
  const paired = (first: TestSide, ...seconds: readonly TestSide[]) =>
    seconds.map((second) => [first, second] as const);
  return [
    ...paired(bits.side, ...otherBits),
    ...(bits.states === null ? [] : paired(bits.states.carried, bits.states.reset)),
    ...paired(side(model), ...others.map(side)),
    ...paired({ id: 'before', figures: before }, { id: 'between', figures: between }),
    ...paired(memory('longest', longest), memory('shortest', shortest)),
    ...(completed === undefined ? [] : paired(completed, ...otherWriters)),
  ];
}
