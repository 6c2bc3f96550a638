import { parseOptions } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import {
  BatchWriter,
  type ChoiceOptions,
  checkModel,
  eventLoopBreaks,
  probabilitiesOf,
  promptEncoder,
  randomStream,
  type Sample,
  StopWatcher,
  writeSamples,
} from '@longrange/model/internal';
import {
  allSampleOptionsSchema,
  allStreamOptionsSchema,
  choiceOptionsSchema,
  type SampleOptions,
  type SequenceOptions,
  type StreamSettings,
} from './options.ts';

const context = { code: 'SAMPLE_OPTIONS', subject: 'sampling options' };

/**
 * Generates sequences with carried state: one for each of `prompts`, or `count` from `prompt`. Sequence i depends on the model, its prompt, the
 * options, the seed and i, but not on the other sequences.
 *
 * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_PROMPT for characters that the model does not know, SAMPLE_NON_FINITE
 */
export async function sample(model: CharacterModel, input: SampleOptions = {}): Promise<Sample[]> {
  const { prompt, count, prompts, ...options } = parseOptions(allSampleOptionsSchema, input, context);
  return writeSamples(model, { ...options, prompts: prompts ?? new Array<string>(count).fill(prompt) });
}

/** Options of `sampleStream`; each has a default. */
export interface SampleStreamOptions extends SequenceOptions {
  /** Aborting ends the stream after the current character. */
  readonly signal?: AbortSignal;
}

/**
 * Generates one sequence character by character: the text that `sample` returns for the same options. A piece is longer than one
 * character if it began like a stop text.
 *
 * @throws LongrangeError SAMPLE_OPTIONS and SAMPLE_PROMPT immediately, SAMPLE_NON_FINITE during generation
 */
export function sampleStream(model: CharacterModel, input: SampleStreamOptions = {}): AsyncIterable<string> {
  const { signal, ...options } = parseOptions(allStreamOptionsSchema, input, context);
  checkModel(model);
  const prompt = promptEncoder(model)(options.prompt);
  return writePieces(model, prompt, options, signal);
}

async function* writePieces(
  model: CharacterModel,
  prompt: Int32Array,
  options: StreamSettings,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const random = randomStream(options.seed, options.firstIndex);
  const writer = await BatchWriter.begin(model, [{ prompt, random }], options);
  const watcher = new StopWatcher(options.stop);
  const pause = eventLoopBreaks();
  const aborted = (): boolean => signal?.aborted === true;
  try {
    for (let characters = 0; characters < options.length && !aborted(); ) {
      for (const [id] of await writer.next(options.length - characters)) {
        if (aborted()) break;
        characters += 1;
        const { text, stop } = watcher.push(model.config.vocabulary[id!]!);
        if (text !== '') yield text;
        if (stop !== undefined) return;
      }
      await pause();
    }
    const rest = watcher.flush();
    if (rest !== '') yield rest;
  } finally {
    writer.dispose();
  }
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
  const context = { code: 'SAMPLE_OPTIONS', subject: 'options of nextCharacterProbabilities' };
  return probabilitiesOf(logits, parseOptions(choiceOptionsSchema, options, context));
}
