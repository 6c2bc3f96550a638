import type { MinimalPair } from '@longrange/code';
import { LongrangeError, type TextDocument } from '@longrange/errors';
import { exchangeBracket, type PairCurves, pairCurves, scorePairs } from '@longrange/eval/internal';
import type { CharacterModel, EncodedText } from '@longrange/model';
import { clampUnit, networkOf } from '@longrange/model/internal';
import {
  type Asked,
  askBetween,
  askWithFiller,
  type Dependency,
  dependenciesOf,
  type Survey,
  survey,
  type Trace,
  trace,
} from './ask.ts';
import type { Filler } from './choices.ts';
import { endingsOf, type JudgedEnding, judge, type LexedText } from './endings.ts';
import { type Follower, followers, gradientReach, type HeldUnit, type Watched, watch } from './inside.ts';
import { languageOf, languages, type TextLanguage } from './language.ts';
import { type NamedBytes, openModel } from './open-model.ts';
import { TextReading } from './text-reading.ts';
import { type BegunTraining, begun, Training, type TrainingSettings, type TrainPart } from './train.ts';
import { type WritingOptions, type Written, write } from './write.ts';

/** A model that is open. */
export interface OpenedModel {
  readonly description: string;
  /** True if its units can be watched and held. */
  readonly isInspectable: boolean;
  /** Id of the language that it writes, if its files name one. */
  readonly language: string | undefined;
}

/** The model as it is, or with one of its units held. */
export interface Reader {
  readonly held?: HeldUnit | undefined;
  /** Id of the text's language, by default the first. */
  readonly language?: string | undefined;
}

/** A stretch of text that has been read. Offsets are UTF-16 code units. */
export interface ReadPart {
  readonly from: number;
  /** Bits of each code unit from `from` on; infinite for those that the model does not know. */
  readonly bits: Float32Array;
  /** Brackets, strings and blocks that end in the stretch. */
  readonly endings: readonly JudgedEnding[];
}

/** A character that may come next. */
export interface Candidate {
  readonly character: string;
  readonly probability: number;
}

/** Question about a dependency. */
export interface Question {
  readonly text: string;
  /** Offset of an opener that is closed by its own type. */
  readonly opener: number;
  /** Type to exchange it for. */
  readonly type: string;
}

interface Opened {
  readonly model: CharacterModel;
  readonly reading: TextReading;
}

interface Entry extends Opened {
  /** The same model with a unit held, created when first needed. */
  held: (Opened & { readonly key: string }) | null;
}

/** Number of likely characters that are shown. */
const LIKELY = 10;

/**
 * Everything that the page requires of one network, or of texts and a network in training. Runs in a worker, or directly in tests.
 */
export class Session {
  #entry: Entry | null = null;
  #training: Training | null = null;
  #encoded: { readonly text: string; readonly ids: EncodedText } | null = null;
  #lexed: LexedText | null = null;

  /** Languages that a text may be in, the default first. */
  languages(): readonly TextLanguage[] {
    return languages;
  }

  /** Opens a model from files; see `openModel`. */
  async open(files: readonly NamedBytes[]): Promise<OpenedModel> {
    const { model, language } = await openModel(files);
    this.#entry = { model, reading: new TextReading(model), held: null };
    const isInspectable = networkOf(model.config).inspect !== undefined;
    return { description: model.description, isInspectable, language };
  }

  /**
   * Reads a text and yields, from left to right, what has changed since the last text, and everything from an offset on.
   *
   * @param unknown that offset
   */
  async *read(reader: Reader, text: string, unknown: number): AsyncGenerator<ReadPart, void, undefined> {
    const { model, reading } = this.#reader(reader);
    const { tokens, positionOf } = this.#encode(text);
    const endings = endingsOf(this.#lex(text, reader.language));
    const placeOf = new Map(model.alphabet.map((character, place) => [character, place]));
    const distribution = (offset: number) => reading.distribution(positionOf(offset));
    reading.change(tokens);
    const wanted = unknown < text.length ? positionOf(unknown) : Number.POSITIVE_INFINITY;
    for await (const { from: first, to: last } of reading.read(wanted)) {
      const [from, to] = [unitAt(text, positionOf, first), unitAt(text, positionOf, last)];
      const bits = Float32Array.from({ length: to - from }, (_, index) => {
        const place = placeOf.get(text[from + index]!);
        const row = place === undefined ? null : distribution(from + index);
        return row === null ? Number.POSITIVE_INFINITY : Math.max(0, -row[place!]! / Math.LN2);
      });
      const within = endings.filter(({ at }) => at >= from && at < to);
      yield { from, bits, endings: judge(text, within, distribution, placeOf) };
    }
  }

  /** Returns the likeliest characters after `text.slice(0, at)`, in descending order; empty if the text has not been read up to there. */
  likely(reader: Reader, text: string, at: number): Candidate[] {
    const { model, reading } = this.#reader(reader);
    const row = reading.distribution(this.#encode(text).positionOf(at));
    if (row === null) return [];
    return Array.from(row, (score, place) => ({
      character: model.alphabet[place]!,
      probability: Math.exp(score),
    }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, LIKELY);
  }

  /** Queries places from an opener to its closer, compared with an opener of another type. */
  ask(reader: Reader, question: Question): Promise<Asked[]> {
    return askBetween(this.#reader(reader).model, this.#pair(reader, question));
  }

  /** Queries the closer, with more and more filler before it. */
  fill(reader: Reader, question: Question, filler: Filler): Promise<Asked[]> {
    return askWithFiller(this.#reader(reader).model, this.#pair(reader, question), filler);
  }

  /** Queries the dependencies with these openers, each exchanged for the usual type; yields some at a time. */
  async *trace(
    reader: Reader,
    text: string,
    openers: readonly number[],
  ): AsyncGenerator<Trace[], void, undefined> {
    const all = new Map(this.dependencies(text, reader.language).map((one) => [one.opener, one]));
    const asked = openers.flatMap((opener) => all.get(opener) ?? []);
    yield* trace(this.#reader(reader).model, this.#lex(text, reader.language), asked);
  }

  /** Scores the brackets of a text at their closers; yields all results so far. */
  async *survey(reader: Reader, text: string): AsyncGenerator<Survey, void, undefined> {
    yield* survey(this.#reader(reader).model, text, languageOf(reader.language));
  }

  /** Brackets and strings that are closed by their own type, in the order of the text. */
  dependencies(text: string, language?: string): Dependency[] {
    return dependenciesOf(this.#lex(text, language));
  }

  /** States of all units along the text up to `to`. */
  watch(reader: Reader, text: string, to: number): Promise<Watched> {
    const { model } = this.#reader(reader);
    const { tokens, positionOf } = this.#encode(text);
    return watch(model, tokens, positionOf(to));
  }

  /** Returns the units whose state separates a span from the text around it. */
  async follow(
    reader: Reader,
    text: string,
    span: { readonly from: number; readonly to: number },
  ): Promise<Follower[]> {
    const { model } = this.#reader(reader);
    const { tokens, positionOf } = this.#encode(text);
    const [from, to] = [positionOf(span.from), positionOf(span.to)];
    const around = Math.min(tokens.length, to + (to - from) + 256);
    return followers(await watch(model, tokens, around), { from, to }, 6);
  }

  /** Norms of the gradient of the loss at `at` with respect to the characters before it, the nearest first. */
  reach(reader: Reader, text: string, at: number): Promise<Float32Array> {
    const { model } = this.#reader(reader);
    const { tokens, positionOf } = this.#encode(text);
    return gradientReach(model, tokens, positionOf(at));
  }

  /** Continues a prompt; yields what has been written so far. */
  write(reader: Reader, options: WritingOptions): AsyncGenerator<Written, void, undefined> {
    return write(this.#reader(reader).model, languageOf(reader.language), options);
  }

  /** Prepares a network that learns a text, and replaces the previous one. */
  begin(documents: readonly TextDocument[], settings: TrainingSettings): BegunTraining {
    const training = new Training(documents, settings);
    this.#training?.dispose();
    this.#training = training;
    return training.begun;
  }

  /** Continues the training; ending the stream pauses it. */
  train(): AsyncGenerator<TrainPart, void, undefined> {
    return begun(this.#training).run();
  }

  /** Returns the held-out brackets by which the training is measured. */
  heldOutPairs(): readonly MinimalPair[] {
    return begun(this.#training).pairs;
  }

  /** Scores pairs; returns the shares that the network knows, by distance. */
  async score(reader: Reader, pairs: readonly MinimalPair[]): Promise<PairCurves> {
    return pairCurves(await scorePairs(this.#reader(reader).model, pairs));
  }

  /** Returns the network in training, as it is now: a `.safetensors` file with its vocabulary. */
  keep(): Promise<Uint8Array> {
    return begun(this.#training).keep();
  }

  #opened(): Entry {
    if (this.#entry === null)
      throw new LongrangeError({ code: 'EXPLORER_MODEL', message: 'Expected an open model, got none.' });
    return this.#entry;
  }

  /** Encodes a text, and caches the result: a moving pointer needs the same one again and again. */
  #encode(text: string): EncodedText {
    if (this.#encoded?.text !== text) this.#encoded = { text, ids: this.#opened().model.encode(text) };
    return this.#encoded.ids;
  }

  #lex(text: string, id: string | undefined): LexedText {
    const language = languageOf(id);
    if (this.#lexed?.text !== text || this.#lexed.language !== language)
      this.#lexed = { language, text, lexical: language.analyze(text, { cut: true }) };
    return this.#lexed;
  }

  #pair({ language }: Reader, { text, opener, type }: Question): MinimalPair {
    const found = this.dependencies(text, language).find((one) => one.opener === opener);
    if (found === undefined)
      throw new LongrangeError({
        code: 'EXPLORER_BRACKET',
        message: `Expected a bracket or quote that is closed at ${opener}, got none.`,
      });
    return exchangeBracket({ path: 'text', ...this.#lex(text, language) }, found, type);
  }

  #reader({ held }: Reader): Opened {
    const entry = this.#opened();
    if (held === undefined) return entry;
    const key = `${held.layer} ${held.unit} ${held.value}`;
    if (entry.held?.key !== key) {
      entry.held?.reading.dispose();
      entry.held?.model.dispose();
      const model = clampUnit(entry.model, held);
      entry.held = { key, model, reading: new TextReading(model) };
    }
    return entry.held;
  }
}

/** Returns the offset of the code unit at a position in ids: the first one with that many ids before it. */
function unitAt(text: string, positionOf: (offset: number) => number, position: number): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(middle) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
