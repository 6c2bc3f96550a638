import { parseOptions } from '@longrange/errors';
import { type ChoiceOptions, probabilitiesOf } from '@longrange/model/internal';
import { choiceOptionsSchema } from './options.ts';

export type { ChoiceOptions } from '@longrange/model/internal';
export { drawIndex } from '@longrange/ops';

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
  return probabilitiesOf(logits, parseOptions(choiceOptionsSchema, options, context));
}

const context = { code: 'SAMPLE_OPTIONS', subject: 'options of nextCharacterProbabilities' };
