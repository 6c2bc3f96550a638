import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { characterProbabilities } from '@longrange/ops';
import { choiceOptionsSchema } from './options.ts';

export { drawIndex } from '@longrange/ops';

/** How the next character is chosen: `temperature` divides the logits, `topK` and `topP` leave out the unlikely. */
export interface ChoiceOptions {
  /** Divides the logits; 0: always the likeliest. */
  readonly temperature: number;
  /** Only the k likeliest; all of them if not given. */
  readonly topK?: number | undefined;
  /** Of those the fewest that together have this share, in (0, 1]; all of them if not given. */
  readonly topP?: number | undefined;
}

/**
 * The distribution that the next character is drawn from: softmax(logits / temperature), of it the `topK` likeliest, of
 * those the fewest whose share of what is left reaches `topP` (nucleus sampling, Holtzman et al. 2020), made to sum to 1.
 * Of equals the earlier in the vocabulary comes first. Temperature 0: all on the likeliest.
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

/** The same for each character that is written, with options that were checked. */
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
