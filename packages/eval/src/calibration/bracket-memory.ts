import type { Language } from '@longrange/code';
import { DELIMITER_TYPES, RandomStream } from '@longrange/code';
import type { Reading } from '../models/language-model.ts';
import { PrefixModel } from './prefix-model.ts';

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);
/** Of what is no closer; no keyword can be made of it. */
const FILLER = ['a', 'b', 'c', ',', ' '];
const ALPHABET = [...CLOSERS, ...FILLER, '"', "'", '\n'];
/** What is left to a character that cannot come. */
const IMPOSSIBLE = 1e-12;
/** Which closers come where the opener is forgotten: the habit of real code, in which most brackets are round. */
const HABIT = [0.7, 0.2, 0.1];
/** Characters that a draw follows from: the same before the closers of two texts that differ further back. */
const DRAWN_BY = 8;

/** What a `BracketMemory` is. */
export interface BracketMemoryOptions {
  readonly name: string;
  readonly language: Language;
  /**
   * How many characters back an opener is remembered: a number, or a rule for one that is drawn anew in each place by a number uniform in [0, 1),
   * for a memory that slips now and then, or that fades.
   */
  readonly characters: number | ((uniform: number) => number);
  /** Of closing in each place inside brackets, so that brackets are 1 / `closing` characters long when it writes. */
  readonly closing: number;
}

/**
 * A model that knows nothing but the innermost open bracket, and that only if its opener lies at most so many characters back. What it remembers it
 * closes rightly, what it has forgotten by habit. Built to calibrate the range: it must come out as `characters`.
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
    const { delimiters, strings } = language.analyse(before, { cut: true });
    const bracket = delimiters.findLast(({ fate }) => fate === 'censored');
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
