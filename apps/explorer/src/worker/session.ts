import {
  DELIMITER_TYPES,
  type DelimiterRecord,
  type DelimiterType,
  type LexicalAnalysis,
  python,
} from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { sampleStream } from '@longrange/sampler';
import { type Asked, askBetween, askWithFiller, type Filler } from './ask.ts';
import {
  type Follower,
  followers,
  gradientReach,
  hold,
  isInspectable,
  type Unit,
  type Watched,
  watch,
} from './inside.ts';
import { type NamedBytes, openModel } from './open-model.ts';
import { TextReading } from './text-reading.ts';

/** A model that is open, in words and numbers. */
export interface OpenedModel {
  readonly id: number;
  readonly description: string;
  readonly parameters: number;
  readonly alphabet: readonly string[];
  readonly layers: number;
  readonly units: number;
  /** True if its units can be watched and held. */
  readonly isInspectable: boolean;
}

/** A stretch of text that has been read. Offsets are UTF-16 code units. */
export interface ReadPart {
  readonly from: number;
  /** Bits of each code unit from `from` on; NaN for those that the model does not know. */
  readonly bits: Float32Array;
  /** Brackets that are closed in the stretch, and whether the model prefers their closer to the two others. */
  readonly closers: readonly Closer[];
}

/** The end of a dependency, judged. */
export interface Closer {
  readonly opener: number;
  readonly at: number;
  readonly isKept: boolean;
}

/** A character that may come next. */
export interface Candidate {
  readonly character: string;
  readonly probability: number;
}

interface Entry {
  readonly model: CharacterModel;
  readonly reading: TextReading;
  /** The same with a unit held, made when it is first asked for. */
  held: { readonly key: string; readonly model: CharacterModel; readonly reading: TextReading } | null;
}

/** Everything that the page asks of the networks. Runs in a worker, and in tests without one. */
export class Session {
  readonly #models = new Map<number, Entry>();
  #lastId = 0;
  #lexed: { readonly text: string; readonly lexical: LexicalAnalysis } | null = null;

  /** Opens a model from files; see `openModel`. */
  async open(files: readonly NamedBytes[]): Promise<OpenedModel> {
    const model = await openModel(files);
    const id = ++this.#lastId;
    this.#models.set(id, { model, reading: new TextReading(model), held: null });
    const { layers, units } = model.config;
    return {
      ...{ id, layers, units },
      description: model.description,
      parameters: model.parameterCount,
      alphabet: model.alphabet,
      isInspectable: isInspectable(model),
    };
  }

  close(id: number): void {
    const entry = this.#entry(id);
    this.#release(entry);
    entry.reading.dispose();
    entry.model.dispose();
    this.#models.delete(id);
  }

  /** Reads a text along and yields what has changed since the last text, from left to right. */
  async *read(
    id: number,
    text: string,
    held: (Unit & { readonly value: number }) | null = null,
  ): AsyncGenerator<ReadPart, void, undefined> {
    const entry = this.#entry(id);
    const { model, reading } = held === null ? entry : this.#hold(entry, held);
    const { tokens, positionOf } = model.encode(text);
    const { lexical } = this.#lex(text);
    const closed = lexical.delimiters
      .filter(({ event }) => event === 'matched')
      .sort((a, b) => a.end - b.end);
    const placeOf = new Map(model.alphabet.map((character, place) => [character, place]));
    reading.change(tokens);
    for await (const { from: first, to: last } of reading.read()) {
      const [from, to] = [unitAt(text, positionOf, first), unitAt(text, positionOf, last)];
      const bits = Float32Array.from({ length: to - from }, (_, index) => {
        const unit = from + index;
        const character = text[unit]!;
        const place = placeOf.get(character);
        const row = place === undefined ? null : reading.distribution(positionOf(unit));
        return row === null ? Number.NaN : Math.max(0, -row[place!]! / Math.LN2);
      });
      const ends = closed.filter(({ end }) => end >= from && end < to);
      const closers = ends.flatMap((one) => judged(one, reading.distribution(positionOf(one.end)), placeOf));
      yield { from, bits, closers };
    }
  }

  /** The likeliest characters after `text.slice(0, at)` of the text that was read, in descending order; none if it has not been read so far. */
  likely(id: number, text: string, at: number, most = 10): Candidate[] {
    const { model, reading } = this.#entry(id);
    const row = reading.distribution(model.encode(text).positionOf(at));
    if (row === null) return [];
    return Array.from(row, (score, place) => ({
      character: model.alphabet[place]!,
      probability: Math.exp(score),
    }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, most);
  }

  /** Answers on the way from an opener to its closer, beside the opener of another type. */
  ask(id: number, text: string, opener: number, type: DelimiterType): Promise<Asked[]> {
    return askBetween(this.#entry(id).model, this.#lex(text), this.#bracket(text, opener), type);
  }

  /** Answers at the closer with more and more text before it. */
  fill(id: number, text: string, opener: number, type: DelimiterType, filler: Filler): Promise<Asked[]> {
    return askWithFiller(this.#entry(id).model, this.#lex(text), this.#bracket(text, opener), type, filler);
  }

  /** All brackets with what became of them. */
  dependencies(text: string): readonly DelimiterRecord[] {
    return this.#lex(text).lexical.delimiters;
  }

  /** Brackets that are closed by their own type, in the order of the text. */
  brackets(text: string): DelimiterRecord[] {
    return this.#lex(text).lexical.delimiters.filter(({ event }) => event === 'matched');
  }

  /** States of all units along the text up to `to`. */
  watch(id: number, text: string, to: number): Promise<Watched> {
    const { model } = this.#entry(id);
    const { tokens, positionOf } = model.encode(text);
    return watch(model, tokens, positionOf(to));
  }

  /** Units that tell a span from the text around it. */
  async follow(
    id: number,
    text: string,
    span: { readonly from: number; readonly to: number },
  ): Promise<Follower[]> {
    const { model } = this.#entry(id);
    const { tokens, positionOf } = model.encode(text);
    const [from, to] = [positionOf(span.from), positionOf(span.to)];
    const around = Math.min(tokens.length, to + (to - from) + 256);
    return followers(await watch(model, tokens, around), { from, to }, 8);
  }

  /** Norms of the gradient of the loss at `at` with respect to the characters before it, the nearest first. */
  reach(id: number, text: string, at: number): Promise<Float32Array> {
    const { model } = this.#entry(id);
    const { tokens, positionOf } = model.encode(text);
    return gradientReach(model, tokens, positionOf(at));
  }

  /** Writes on from a prompt, piece by piece. */
  async *write(
    id: number,
    options: {
      readonly prompt: string;
      readonly length: number;
      readonly temperature: number;
      readonly topP: number;
      readonly seed: number;
    },
  ): AsyncGenerator<string, void, undefined> {
    const { model } = this.#entry(id);
    yield* sampleStream(model, options);
  }

  #entry(id: number): Entry {
    const entry = this.#models.get(id);
    if (entry === undefined)
      throw new LongrangeError({
        code: 'EXPLORER_MODEL',
        message: `Expected a model that is open, got ${id}.`,
      });
    return entry;
  }

  #lex(text: string): { readonly text: string; readonly lexical: LexicalAnalysis } {
    if (this.#lexed?.text !== text) this.#lexed = { text, lexical: python.analyze(text, { cut: true }) };
    return this.#lexed;
  }

  #bracket(text: string, opener: number): DelimiterRecord {
    const found = this.brackets(text).find((one) => one.opener === opener);
    if (found === undefined)
      throw new LongrangeError({
        code: 'EXPLORER_BRACKET',
        message: `Expected a bracket that is closed at ${opener}, got none.`,
      });
    return found;
  }

  #hold(
    entry: Entry,
    unit: Unit & { readonly value: number },
  ): { model: CharacterModel; reading: TextReading } {
    const key = `${unit.layer} ${unit.unit} ${unit.value}`;
    if (entry.held?.key !== key) {
      this.#release(entry);
      const model = hold(entry.model, unit, unit.value);
      entry.held = { key, model, reading: new TextReading(model) };
    }
    return entry.held;
  }

  #release(entry: Entry): void {
    entry.held?.reading.dispose();
    entry.held?.model.dispose();
    entry.held = null;
  }
}

/** Offset of the code unit at a position of ids: the first one with so many ids before it. */
function unitAt(text: string, positionOf: (offset: number) => number, position: number): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(middle) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nothing if the model knows fewer than two closers. */
function judged(
  { type, opener, end }: DelimiterRecord,
  row: Float32Array | null,
  placeOf: ReadonlyMap<string, number>,
): Closer[] {
  const scores = DELIMITER_TYPES.flatMap((one) => {
    const place = placeOf.get(one[1]!);
    return place === undefined || row === null ? [] : [{ isOwn: one === type, score: row[place]! }];
  });
  const own = scores.find(({ isOwn }) => isOwn);
  if (own === undefined || scores.length < 2) return [];
  return [{ opener, at: end, isKept: scores.every(({ isOwn, score }) => isOwn || score < own.score) }];
}
