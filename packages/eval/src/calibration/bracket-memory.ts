import type { Language } from '@longrange/code';
import { DELIMITER_TYPES, RandomStream } from '@longrange/code';
import type { Reading } from '../models/language-model.ts';
import { PrefixModel } from './prefix-model.ts';

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);
/** Characters that are no closers and make up no keyword. */
const FILLER = ['a', 'b', 'c', ',', ' '];
const ALPHABET = [...CLOSERS, ...FILLER, '"', "'", '\n'];
/** Probability of a character that cannot follow. */
const IMPOSSIBLE = 1e-12;
/** Shares of closers for a forgotten opener: the habit of real code, in which most brackets are round. */
const HABIT = [0.7, 0.2, 0.1];
/** Number of characters that determine a draw: equal before the closers of two texts that differ further back. */
const DRAWN_BY = 8;

/** Options of a `BracketMemory`. */
export interface BracketMemoryOptions {
  readonly name: string;
  readonly language: Language;
  /**
   * Number of characters for which an opener is remembered, or a function that draws it anew in each place from a uniform number in [0, 1),
   * for a memory that slips now and then, or that fades.
   */
  readonly characters: number | ((uniform: number) => number);
  /** Probability of closing in each place inside brackets, so that brackets are 1 / `closing` characters long when it writes. */
  readonly closing: number;
}

/**
 * A model that knows only the innermost open bracket, and only if its opener is at most so many characters back. It closes remembered
 * brackets correctly, and forgotten ones by habit. Built to calibrate the range, which must come out as `characters`.
 */
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
    const { language, characters, closing } = this.#options;
    const { delimiters, strings } = language.analyze(before, { cut: true });
    const bracket = delimiters.findLast(({ event }) => event === 'censored');
    const string = strings.findLast(({ terminated, end }) => !terminated && end === before.length);
    const certain = (character: string): number[] =>
      ALPHABET.map((one) => (one === character ? 1 - (ALPHABET.length - 1) * IMPOSSIBLE : IMPOSSIBLE));
    if (string !== undefined && string.start > (bracket?.opener ?? -1))
      return certain(before[string.quoteStart]!);
    if (before.slice(before.lastIndexOf('\n') + 1).includes('#')) return certain('\n');
    const distance = bracket === undefined ? Number.POSITIVE_INFINITY : before.length - bracket.opener;
    const seen = typeof characters === 'number' ? characters : characters(uniformAfter(before));
    const shares =
      distance <= seen ? CLOSERS.map((closer) => (closer === bracket!.type[1] ? 1 : IMPOSSIBLE)) : HABIT;
    return ALPHABET.map((character) => {
      if (FILLER.includes(character)) return (1 - closing) / FILLER.length;
      const share = shares[CLOSERS.indexOf(character)];
      return share === undefined ? IMPOSSIBLE : closing * share;
    });
  }
}

function uniformAfter(before: string): number {
  let seed = before.length;
  for (const character of before.slice(-DRAWN_BY)) seed = Math.imul(seed, 31) + character.charCodeAt(0);
  return new RandomStream(seed).nextFloat();
}
