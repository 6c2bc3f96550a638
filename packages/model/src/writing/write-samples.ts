import { LongrangeError } from '@longrange/errors';
import type { CharacterNetwork } from '../character-network.ts';
import { checkModel } from '../check-model.ts';
import { randomStream } from '../random-stream.ts';
import { eventLoopBreaks } from '../scoring/batched-reader.ts';
import { BatchWriter, type ChoiceOptions } from './batch-writer.ts';

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
  /** Generated text, without the prompt. */
  readonly text: string;
  /** Reason for its end. */
  readonly end: SampleEnd;
}

/** Progress of `sample`. */
export interface SampleProgress {
  /** Number of characters so far in all sequences. */
  readonly characters: number;
  /** Final number of characters if no stop text occurs. */
  readonly total: number;
  /** Number of sequences that have ended. */
  readonly finished: number;
  /** Number of all sequences. */
  readonly count: number;
}

/** Options of `sample`, checked. */
interface WritingSettings extends ChoiceOptions {
  readonly prompts: readonly string[];
  readonly length: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly firstIndex?: number;
  readonly stop?: readonly string[];
  readonly isDone?: ((index: number, text: string) => boolean) | undefined;
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Generates sequences with carried state, one for each prompt, as `sample` of the sampler describes. */
export async function writeSamples(model: CharacterNetwork, settings: WritingSettings): Promise<Sample[]> {
  checkModel(model);
  const { batchSize, length, isDone = () => false, onProgress, signal } = settings;
  const sequences = makeSequences(model, settings);
  const pause = eventLoopBreaks();
  for (let first = 0; first < sequences.length; first += batchSize) {
    const batch = sequences.slice(first, first + batchSize);
    await writeBatch(model, batch, settings, async () => {
      for (const sequence of batch) sequence.endIf(isDone);
      onProgress?.(progressOf(sequences, length));
      await pause();
      return signal?.aborted !== true;
    });
  }
  return sequences.map((sequence) => sequence.result());
}
/** Generates until every sequence has ended, or `goOn` returns false. */
async function writeBatch(
  model: CharacterNetwork,
  batch: readonly Sequence[],
  options: WritingSettings,
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

function makeSequences(
  model: CharacterNetwork,
  { prompts, firstIndex = 0, stop = [] }: WritingSettings,
): Sequence[] {
  const encode = promptEncoder(model);
  const encoded = new Map(Array.from(new Set(prompts), (prompt) => [prompt, encode(prompt)]));
  return prompts.map((prompt, i) => new Sequence(firstIndex + i, prompt, encoded.get(prompt)!, stop));
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

/**
 * Returns a function that encodes prompts with a model's vocabulary: the ids of the beginning of a document and of a prompt's characters. For a
 * model without a symbol for the beginning, an empty prompt is a newline: such a model needs a previous character, and in its training a newline
 * came before a document's first character.
 *
 * The function throws LongrangeError SAMPLE_PROMPT, naming the characters that the model does not know.
 */
export function promptEncoder({
  config,
  beginOfDocument,
}: Pick<CharacterNetwork, 'config' | 'beginOfDocument'>): (prompt: string) => Int32Array {
  const idOf = new Map(config.vocabulary.map((character, id) => [character, id]));
  return (prompt) => {
    const characters = [...(prompt === '' && beginOfDocument === null ? '\n' : prompt)];
    const unknown = new Set(characters.filter((character) => !idOf.has(character)));
    if (unknown.size > 0) throw unknownCharacters(prompt, [...unknown], idOf.size);
    const ids = characters.map((character) => idOf.get(character)!);
    return Int32Array.from(beginOfDocument === null ? ids : [beginOfDocument, ...ids]);
  };
}

function unknownCharacters(prompt: string, unknown: readonly string[], known: number): LongrangeError {
  const names = unknown.map((character) => JSON.stringify(character)).join(', ');
  const subject = prompt === '' ? 'an empty prompt, which stands for a newline' : JSON.stringify(prompt);
  return new LongrangeError({
    code: 'SAMPLE_PROMPT',
    message: `Expected a prompt of the ${known} characters that the model knows, got ${names} in ${subject}.`,
    hint:
      prompt === ''
        ? 'give a prompt.'
        : 'leave them out, or train on a corpus whose character set includes them.',
    exitCode: 2,
  });
}

interface Watched {
  /** Characters that certainly belong to the text. */
  readonly text: string;
  /** Stop text that the character completed; not part of `text`. */
  readonly stop?: string;
}

/** Finds stop texts in a stream of characters, and holds back characters that may begin one. */
export class StopWatcher {
  private readonly stops: readonly string[];
  private held = '';

  constructor(stops: readonly string[]) {
    // Among stop texts that end at the same character, the longest wins.
    this.stops = [...stops].sort((a, b) => b.length - a.length);
  }

  push(character: string): Watched {
    this.held += character;
    const stop = this.stops.find((text) => this.held.endsWith(text));
    if (stop !== undefined) return { text: this.release(this.held.length - stop.length), stop };
    return { text: this.release(this.held.length - this.lengthToHold()) };
  }

  /** Returns the characters held back, at the end of the stream. */
  flush(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }

  /** Length of the longest suffix of `held` that begins a stop text. */
  private lengthToHold(): number {
    const starts = (length: number) => {
      const end = this.held.slice(this.held.length - length);
      return this.stops.some((text) => text.length > length && text.startsWith(end));
    };
    let length = Math.min(this.held.length, (this.stops[0]?.length ?? 1) - 1);
    while (length > 0 && !starts(length)) length--;
    return length;
  }
}
