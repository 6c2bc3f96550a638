import type { CharacterModel } from '@longrange/model';
import { checkModel, eventLoopBreaks, randomStream } from '@longrange/model/internal';
import { BatchWriter } from './batch-writer.ts';
import {
  parseSampleOptions,
  type SampleOptions,
  type SampleProgress,
  type SampleSettings,
} from './options.ts';
import { PromptEncoder } from './prompt.ts';
import { StopWatcher } from './stop-watcher.ts';

/** Why a sequence ends where it does: `length` is reached, a `stop` text came, `isDone` said so, or the signal was aborted. */
export type SampleEnd =
  | { readonly kind: 'length' }
  | { readonly kind: 'stop'; readonly stop: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'aborted' };

/** A sequence that `sample` wrote. */
export interface Sample {
  /** With the seed it makes the random stream: `firstIndex` and `count: 1` give this sequence again, alone. */
  readonly index: number;
  readonly prompt: string;
  /** What was written after the prompt. */
  readonly text: string;
  /** Why it ends there. */
  readonly end: SampleEnd;
}

/**
 * Writes sequences with carried state: one for each of `prompts`, or `count` from `prompt`. Sequence i depends on the model,
 * its prompt, the options, the seed and i, not on which others are written beside it.
 *
 * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_PROMPT for characters that the model does not know, SAMPLE_NON_FINITE
 */
export async function sample(model: CharacterModel, input: SampleOptions = {}): Promise<Sample[]> {
  const { onProgress, isDone = () => false, signal, ...options } = parseSampleOptions(input);
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

/** Steps until every sequence has ended, or `goOn` says no in between. */
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
      // All that have not ended are equally long.
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
  const encoder = new PromptEncoder(model);
  const prompts = options.prompts ?? new Array<string>(options.count).fill(options.prompt);
  const encoded = new Map(Array.from(new Set(prompts), (prompt) => [prompt, encoder.encode(prompt)]));
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

/** One sequence as it grows. */
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

  /** What a stop text may have begun with is not shown, nor lost. */
  endIf(isDone: (index: number, text: string) => boolean): void {
    if (this.end === undefined && this.characters > 0 && isDone(this.index, this.text))
      this.end = { kind: 'done' };
  }

  result(): Sample {
    if (this.end?.kind !== 'stop') this.text += this.watcher.flush();
    return { index: this.index, prompt: this.prompt, text: this.text, end: this.end ?? { kind: 'aborted' } };
  }
}
