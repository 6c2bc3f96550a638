import { parseOptions } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { checkModel, eventLoopBreaks, randomStream } from '@longrange/model/internal';
import type { z } from 'zod';
import { BatchWriter } from './batch-writer.ts';
import {
  allSampleOptionsSchema,
  allStreamOptionsSchema,
  type SampleOptions,
  type SampleProgress,
  type SampleSettings,
  type StreamSettings,
  type streamOptionsSchema,
} from './options.ts';
import { promptEncoder } from './prompt.ts';
import { StopWatcher } from './stop-watcher.ts';

const context = { code: 'SAMPLE_OPTIONS', subject: 'sampling options' };

/** Reason for the end of a sequence: `length` was reached, a `stop` text came, `isDone` returned true, or the signal was aborted. */
export type SampleEnd =
  | { readonly kind: 'length' }
  | { readonly kind: 'stop'; readonly stop: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'aborted' };

/** Sequence that `sample` generated. */
export interface Sample {
  /** Index that determines the random stream together with the seed: as `firstIndex`, with `count: 1`, it reproduces this sequence alone. */
  readonly index: number;
  readonly prompt: string;
  /** Text after the prompt. */
  readonly text: string;
  /** Reason for its end. */
  readonly end: SampleEnd;
}

/**
 * Generates sequences with carried state: one for each of `prompts`, or `count` from `prompt`. Sequence i depends on the model, its prompt, the
 * options, the seed and i, but not on the other sequences.
 *
 * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_PROMPT for characters that the model does not know, SAMPLE_NON_FINITE
 */
export async function sample(model: CharacterModel, input: SampleOptions = {}): Promise<Sample[]> {
  const {
    onProgress,
    isDone = () => false,
    signal,
    ...options
  } = parseOptions(allSampleOptionsSchema, input, context);
  checkModel(model);
  const sequences = makeSequences(model, options);
  const pause = eventLoopBreaks();
  for (let first = 0; first < sequences.length; first += options.batchSize) {
    const batch = sequences.slice(first, first + options.batchSize);
    await writeBatch(model, batch, options, async () => {
      for (const sequence of batch) sequence.endIf(isDone);
      onProgress?.(progressOf(sequences, options.length));
      await pause();
      return signal?.aborted !== true;
    });
  }
  return sequences.map((sequence) => sequence.result());
}

/** Generates until every sequence has ended, or `goOn` returns false. */
async function writeBatch(
  model: CharacterModel,
  batch: readonly Sequence[],
  options: SampleSettings,
  goOn: () => Promise<boolean>,
): Promise<void> {
  if (!(await goOn())) return;
  const starts = batch.map(({ ids, index }) => ({ prompt: ids, random: randomStream(options.seed, index) }));
  const writer = await BatchWriter.begin(model, starts, options);
  try {
    let active = batch;
    while (active.length > 0) {
      // All active sequences have the same length.
      const steps = await writer.next(options.length - active[0]!.characters);
      active.forEach((sequence, row) => {
        for (const ids of steps) {
          if (sequence.end === undefined) sequence.push(model.config.vocabulary[ids[row]!]!, options.length);
        }
      });
      if (!(await goOn())) return;
      const rows = Array.from(active.keys()).filter((row) => active[row]!.end === undefined);
      writer.keepRows(rows);
      active = rows.map((row) => active[row]!);
    }
  } finally {
    writer.dispose();
  }
}

function makeSequences(model: CharacterModel, options: SampleSettings): Sequence[] {
  const encode = promptEncoder(model);
  const prompts = options.prompts ?? new Array<string>(options.count).fill(options.prompt);
  const encoded = new Map(Array.from(new Set(prompts), (prompt) => [prompt, encode(prompt)]));
  return prompts.map(
    (prompt, i) => new Sequence(options.firstIndex + i, prompt, encoded.get(prompt)!, options.stop),
  );
}

function progressOf(sequences: readonly Sequence[], length: number): SampleProgress {
  return {
    characters: sequences.reduce((sum, { characters }) => sum + characters, 0),
    total: sequences.reduce((sum, { end, characters }) => sum + (end === undefined ? length : characters), 0),
    finished: sequences.filter(({ end }) => end !== undefined).length,
    count: sequences.length,
  };
}

/** Sequence that is being generated. */
class Sequence {
  readonly index: number;
  readonly ids: Int32Array;
  characters = 0;
  end: SampleEnd | undefined;
  private readonly prompt: string;
  private readonly watcher: StopWatcher;
  private text = '';

  constructor(index: number, prompt: string, ids: Int32Array, stops: readonly string[]) {
    this.index = index;
    this.prompt = prompt;
    this.ids = ids;
    this.watcher = new StopWatcher(stops);
  }

  push(character: string, length: number): void {
    this.characters += 1;
    const { text, stop } = this.watcher.push(character);
    this.text += text;
    if (stop !== undefined) this.end = { kind: 'stop', stop };
    else if (this.characters === length) this.end = { kind: 'length' };
  }

  /** Ends the sequence if `isDone` returns true for its text, without characters that may begin a stop text. */
  endIf(isDone: (index: number, text: string) => boolean): void {
    if (this.end === undefined && this.characters > 0 && isDone(this.index, this.text))
      this.end = { kind: 'done' };
  }

  result(): Sample {
    if (this.end?.kind !== 'stop') this.text += this.watcher.flush();
    return { index: this.index, prompt: this.prompt, text: this.text, end: this.end ?? { kind: 'aborted' } };
  }
}

/** Options of `sampleStream`; each has a default. */
export interface SampleStreamOptions extends z.input<typeof streamOptionsSchema> {
  /** Aborting ends the stream after the current character. */
  readonly signal?: AbortSignal;
}

/**
 * Generates one sequence character by character: the text that `sample` returns for the same options. A piece is longer than one character if it began
 * like a stop text.
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
