import type { CharacterModel } from '@longrange/model';
import { checkModel, eventLoopBreaks, randomStream } from '@longrange/model/internal';
import type { z } from 'zod';
import { BatchWriter } from './batch-writer.ts';
import { parseStreamOptions, type StreamSettings, type streamOptionsSchema } from './options.ts';
import { PromptEncoder } from './prompt.ts';
import { StopWatcher } from './stop-watcher.ts';

/** Options of `sampleStream`; each has a default. */
export interface SampleStreamOptions extends z.input<typeof streamOptionsSchema> {
  /** Ends the stream after the character being written. */
  readonly signal?: AbortSignal;
}

/**
 * Writes one sequence, character by character: the text that `sample` gives for the same options, without the prompt. A
 * piece is longer than one character where a stop text began and did not come.
 *
 * @throws LongrangeError SAMPLE_OPTIONS and SAMPLE_PROMPT at once, SAMPLE_NON_FINITE while writing
 */
export function sampleStream(model: CharacterModel, input: SampleStreamOptions = {}): AsyncIterable<string> {
  const { signal, ...options } = parseStreamOptions(input);
  checkModel(model);
  const prompt = new PromptEncoder(model).encode(options.prompt);
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
