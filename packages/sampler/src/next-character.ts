import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { characterProbabilities } from '@longrange/ops';
import { choiceOptionsSchema } from './options.ts';

export { drawIndex } from '@longrange/ops';

/** Options for the choice of the next character. */
export interface ChoiceOptions {
  /** Divisor of the logits; 0: always the most likely character. */
  readonly temperature: number;
  /** Number of most likely characters to choose from; the default is all. */
  readonly topK?: number | undefined;
  /** Share in (0, 1] of those, of which the fewest characters that reach it are kept; the default is all. */
  readonly topP?: number | undefined;
}

/**
 * Distribution from which the next character is drawn: softmax(logits / temperature), restricted to the `topK` most likely characters and then to
 * the fewest whose share reaches `topP` (nucleus sampling, Holtzman et al. 2020), normalized to a sum of 1. Ties are resolved in the order of the
 * vocabulary. With temperature 0, the most likely character has probability 1.
 *
 * @param logits [V] float32
 * @returns [V] float64
 * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_NON_FINITE
 */
export function nextCharacterProbabilities(logits: Float32Array, options: ChoiceOptions): Float64Array {
  checkArgument(logits instanceof Float32Array, 'logits', 'a Float32Array', logits);
  return probabilitiesOf(logits, parseOptions(choiceOptionsSchema, options, context));
}

const context = { code: 'SAMPLE_OPTIONS', subject: 'options of nextCharacterProbabilities' };

/** Like `nextCharacterProbabilities`, with options that have been checked. */
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
