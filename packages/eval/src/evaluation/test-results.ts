import { correctTests, type TestSide, testPaired, testUnpaired } from '../comparison/test-differences.ts';
import type { TestedDifference } from '../result/tested-schema.ts';
import type { NamedProbing } from './probe-stages.ts';
import type { ModelBits, PredictorBits } from './score-predictors.ts';

/** What is tested of a model, document by document. */
export interface PredictionSides {
  readonly bits: ModelBits;
  /** Of the same documents. */
  readonly otherBits: readonly PredictorBits[];
  /** The model, then the n-gram where there is one. */
  readonly probed: readonly [NamedProbing, ...NamedProbing[]];
}

/**
 * Everything that the report says of better, worse or no difference: the model's predictions against those of others, its state carried against
 * reset, and the subject under test against the other texts. Corrected together, in families.
 *
 * @param subjects the model is under test where it is among them, else the text
 */
export function testResults(
  predictions: PredictionSides | undefined,
  subjects: readonly TestSide[],
  seed: number,
): TestedDifference[] {
  const primary = subjects.find(({ id }) => id === 'model') ?? subjects.find(({ id }) => id === 'text');
  const others = subjects.filter(({ id }) => id !== primary?.id);
  return correctTests([
    ...(predictions === undefined ? [] : testPredictions(predictions, seed)),
    ...(primary === undefined ? [] : others.flatMap((other) => testUnpaired(primary, other, seed))),
  ]);
}

function testPredictions(
  { bits, otherBits, probed: [model, ...others] }: PredictionSides,
  seed: number,
): ReturnType<typeof testPaired> {
  const side = ({ id, figures }: NamedProbing): TestSide => ({ id, figures });
  const memory = (id: string, figure: TestSide['figures'][number]): TestSide => ({ id, figures: [figure] });
  const { longest, shortest } = model.pastMemory;
  return [
    ...otherBits.flatMap((other) => testPaired(bits.side, other.side, seed)),
    ...(bits.states === null ? [] : testPaired(bits.states.carried, bits.states.reset, seed)),
    ...others.flatMap((other) => testPaired(side(model), side(other), seed)),
    ...testPaired(
      { id: 'before', figures: model.placements.before },
      { id: 'between', figures: model.placements.between },
      seed,
    ),
    ...testPaired(memory('longest', longest), memory('shortest', shortest), seed),
  ];
}
