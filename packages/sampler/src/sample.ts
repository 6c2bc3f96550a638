import { parseOptions } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import {
  BatchWriter,
  checkModel,
  eventLoopBreaks,
  promptEncoder,
  randomStream,
  type Sample,
  StopWatcher,
  writeSamples,
} from '@longrange/model/internal';
import type { z } from 'zod';
import {
  type SampleOptions,
  type SequenceOptions,
  sampleOptionsSchema,
  streamOptionsSchema,
} from './options.ts';

const context = { code: 'SAMPLE_OPTIONS', subject: 'sampling options' };

/**
 * Generates sequences with carried state: one for each of `prompts`, or `count` from `prompt`. Sequence i depends on the model, its prompt, the
 * options, the seed and i, but not on the other sequences.
 *
 * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_PROMPT for characters that the model does not know, SAMPLE_NON_FINITE
 */
export async function sample(model: CharacterModel, input: SampleOptions = {}): Promise<Sample[]> {
  const { prompt, count, prompts, ...options } = parseOptions(sampleOptionsSchema, input, context);
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
  const options = parseOptions(streamOptionsSchema, input, context);
  checkModel(model);
  return writePieces(model, promptEncoder(model)(options.prompt), options);
}

async function* writePieces(
  model: CharacterModel,
  prompt: Int32Array,
  { signal, ...options }: z.output<typeof streamOptionsSchema>,
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
