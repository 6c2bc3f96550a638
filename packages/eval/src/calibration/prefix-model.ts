import { DELIMITER_TYPES, type Language, RandomStream } from '@longrange/code';
import { eachInTurn } from '../models/batches.ts';
import { drawPlace } from '../models/draw-place.ts';
import type { BranchedText, LanguageModel, Reading, TextWriter } from '../models/language-model.ts';
import { type Habit, type Trace, USUAL_HABIT } from './memories.ts';

/** Number of characters to score at once, with their distributions in memory. */
const STRIDE = 2048;

/** A model defined by a rule for the next character, given the text before it. */
export abstract class PrefixModel implements LanguageModel {
  abstract readonly name: string;
  abstract readonly alphabet: readonly string[];
  readonly stateful: boolean = false;

  /** `predict` for one reading: [at.length × alphabet.length] float32, row-major. */
  protected abstract distributions(reading: Reading): Promise<Float32Array>;

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    return eachInTurn(readings, (reading) => this.distributions(reading));
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    return eachInTurn(texts, async ({ text, branches }) => {
      const scores = await eachInTurn(branches, async ({ at, continuation }) => {
        const whole = text.slice(0, at) + continuation;
        const scored = await this.#scoreAt(whole, placesFrom(at, whole.length));
        return scored.reduce((sum, score) => sum + score, 0);
      });
      return Float32Array.from(scores);
    });
  }

  async score(
    texts: readonly string[],
    { resetEvery }: { readonly resetEvery: number | null },
  ): Promise<Float32Array[]> {
    return eachInTurn(texts, async (text) => {
      const scores = new Float32Array(text.length).fill(Number.NaN);
      const every = resetEvery ?? Math.max(1, text.length);
      for (let start = 0; start < text.length; start += every) {
        // The first character after a stretch is predicted from the whole stretch.
        const stretch = text.slice(start, start + every + 1);
        for (let at = 1; at < stretch.length; at += STRIDE) {
          const places = placesFrom(at, Math.min(stretch.length, at + STRIDE));
          scores.set(await this.#scoreAt(stretch, places), start + at);
        }
      }
      return scores;
    });
  }

  async #scoreAt(text: string, at: readonly number[]): Promise<Float32Array> {
    const rows = await this.distributions({ text, at });
    return Float32Array.from(at, (place, row) => {
      const character = this.alphabet.indexOf(text[place]!);
      return character < 0 ? Number.NaN : rows[row * this.alphabet.length + character]!;
    });
  }
}

function placesFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** A model that shows another one only the last `characters` characters. */
export class WindowModel extends PrefixModel {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly #model: LanguageModel;
  readonly #characters: number;

  /** @param characters at least 1 */
  constructor(model: LanguageModel, characters: number) {
    super();
    this.name = `${model.name}, last ${characters}`;
    this.alphabet = model.alphabet;
    this.#model = model;
    this.#characters = characters;
  }

  protected async distributions({ text, at }: Reading): Promise<Float32Array> {
    const seen = at.map((place) => text.slice(Math.max(0, place - this.#characters), place));
    const rows = await this.#model.predict(seen.map((window) => ({ text: window, at: [window.length] })));
    const size = this.alphabet.length;
    const all = new Float32Array(at.length * size);
    for (const [index, row] of rows.entries()) all.set(row, index * size);
    return all;
  }
}

/** Makes a writer from a model by predicting one character of every text at a time. Slow; for short texts and calibration. */
export function predictingWriter(model: LanguageModel): TextWriter {
  const { name, alphabet } = model;
  return {
    name,
    async complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const written = prompts.map(() => '');
      const randoms = prompts.map((_, index) => new RandomStream(seed + Math.imul(index, 0x85ebca6b)));
      for (let step = 0; step < length; step++) {
        const going = Array.from(prompts.keys()).filter((index) => isDone?.(index, written[index]!) !== true);
        const rows = await model.predict(
          going.map((index) => {
            const text = prompts[index]! + written[index]!;
            return { text, at: [text.length] };
          }),
        );
        going.forEach((index, row) => {
          const probabilities = Float64Array.from(rows[row]!.map(Math.exp));
          written[index] += alphabet[drawPlace(probabilities, temperature, randoms[index]!)]!;
        });
        onShare?.((step + 1) / length);
      }
      return written;
    },
  };
}

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);
/** Characters that are not closers and cannot spell a keyword. */
const FILLER = ['a', 'b', 'c', ',', ' '];
const ALPHABET = [...CLOSERS, ...FILLER, '"', "'", '\n'];
/** Probability of a character that cannot follow. */
const IMPOSSIBLE = 1e-12;
/** Options of a `BracketMemory`. */
export interface BracketMemoryOptions {
  readonly name: string;
  readonly language: Language;
  /** Shares of `)`, `]` and `}` among the closers of an open bracket. */
  readonly closers: Habit;
  /** Probability of a closer at each place inside brackets. If constant, written brackets are 1 / `closing` characters long on average. */
  readonly closing: number | Trace;
  /** Shares of `a`, `b`, `c`, `,` and space among the characters that do not close a bracket; equal by default. */
  readonly filler?: Habit;
}

/** A model that knows only the innermost open bracket. Built to calibrate the range, whose true value is known for it. */
export class BracketMemory extends PrefixModel {
  readonly name: string;
  readonly alphabet: readonly string[] = ALPHABET;
  readonly #options: BracketMemoryOptions;

  constructor(options: BracketMemoryOptions) {
    super();
    this.name = options.name;
    this.#options = options;
  }

  protected async distributions({ text, at }: Reading): Promise<Float32Array> {
    const rows = at.map((place) => this.#distribution(text.slice(0, place)));
    return Float32Array.from(rows.flatMap((row) => row.map(Math.log)));
  }

  #distribution(before: string): number[] {
    const { language, closers, closing, filler } = this.#options;
    const { delimiters, strings } = language.analyze(before, { cut: true });
    const open = delimiters.filter(({ event }) => event === 'censored');
    const bracket = open.at(-1);
    const string = strings.findLast(({ terminated, end }) => !terminated && end === before.length);
    const certain = (character: string): number[] =>
      ALPHABET.map((one) => (one === character ? 1 - (ALPHABET.length - 1) * IMPOSSIBLE : IMPOSSIBLE));
    if (string !== undefined && string.start > (bracket?.opener ?? -1))
      return certain(before[string.quoteStart]!);
    if (before.slice(before.lastIndexOf('\n') + 1).includes('#')) return certain('\n');
    const text = before.slice(bracket?.opener);
    const place = bracket && { type: bracket.type, text, distance: text.length, depth: open.length };
    const shares = place === undefined ? USUAL_HABIT : closers(place);
    const rest = (place && filler?.(place)) ?? FILLER.map(() => 1 / FILLER.length);
    const closes = typeof closing === 'number' ? closing : place === undefined ? 0 : closing(place);
    return ALPHABET.map((character) => {
      if (FILLER.includes(character)) return (1 - closes) * rest[FILLER.indexOf(character)]!;
      const share = shares[CLOSERS.indexOf(character)];
      return share === undefined ? IMPOSSIBLE : Math.max(closes, IMPOSSIBLE) * Math.max(share, IMPOSSIBLE);
    });
  }
}
