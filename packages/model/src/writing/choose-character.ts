import { LongrangeError } from '@longrange/errors';
import { characterProbabilities } from '@longrange/ops';

/** Options for the choice of the next character. */
export interface ChoiceOptions {
  /** Divisor of the logits; 0: always the most likely character. */
  readonly temperature: number;
  /** Number of most likely characters to choose from; the default is all. */
  readonly topK?: number | undefined;
  /** Share in (0, 1] of those, of which the fewest characters that reach it are kept; the default is all. */
  readonly topP?: number | undefined;
}

/** Like `nextCharacterProbabilities` of the sampler, with options that have been checked. */
export function probabilitiesOf(logits: Float32Array, options: ChoiceOptions): Float64Array {
  const { temperature, topK = logits.length, topP = 1 } = options;
  const probabilities = characterProbabilities(logits, { temperature, topK, topP });
  if (probabilities === null) throw nonFiniteLogits(String(logits.find((logit) => !Number.isFinite(logit))));
  return probabilities;
}

export function nonFiniteLogits(got: string): LongrangeError {
  return new LongrangeError({
    code: 'SAMPLE_NON_FINITE',
    message: `Expected finite logits from the model, got ${got}.`,
    hint: 'training diverged before this model was saved; use an earlier checkpoint.',
  });
}
