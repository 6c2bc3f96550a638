import type { Language } from '@longrange/code';
import { BUILTINS, stringPrefix } from '@longrange/code/internal';
import type { Reading } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import { OpenStructure } from './open-structure.ts';
import { PrefixModel } from './prefix-model.ts';

/** What is left to a character that cannot come. */
const IMPOSSIBLE = 1e-30;
/** What is left of the quotes' probability to those that do not end the string: they may occur in it. */
const OTHER_QUOTE = 0.01;

const CLOSERS = [')', ']', '}'];
const QUOTES = ['"', "'"];
const CLAUSES: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);
/** Without `case` and `match`, which may be names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/**
 * An n-gram model with a stack, which never forgets: it knows which bracket and which string is open, which blocks are, and what names the
 * function around has mentioned. What it knows decides, of the characters that depend on it, which one comes; whether
 * one comes at all, and everything else, is as the n-gram says:
 *
 * - the closers' probability goes to that of the innermost open bracket;
 * - in a string the quotes' probability goes to its own, but for a hundredth;
 * - the last letter of `elif`, `else`, `except` or `finally` is as good as impossible at an indentation where it may not occur;
 * - a word as good as never ends that is no keyword and no builtin, and that neither the function nor the text outside of
 *   functions has mentioned.
 *
 * Built to calibrate the probes: each must find that this model holds its dependency at every distance.
 */
export class OracleModel extends PrefixModel {
  readonly name = 'oracle';
  override readonly stateful = true;
  readonly alphabet: readonly string[];
  readonly #ngram: NgramModel;
  readonly #language: Language;
  readonly #places: ReadonlyMap<string, number>;

  constructor(ngram: NgramModel, language: Language) {
    super();
    this.alphabet = ngram.alphabet;
    this.#ngram = ngram;
    this.#language = language;
    this.#places = new Map(ngram.alphabet.map((character, place) => [character, place]));
  }

  protected async distributions({ text, at }: Reading): Promise<Float32Array> {
    const structure = new OpenStructure(text.slice(0, at.at(-1)), this.#language);
    const rows = await this.#ngram.predict(
      at.map((place) => {
        const context = text.slice(Math.max(0, place + 1 - this.#ngram.order), place);
        return { text: context, at: [context.length] };
      }),
    );
    const size = this.alphabet.length;
    const all = new Float32Array(at.length * size);
    at.forEach((place, row) => {
      const probabilities = Float64Array.from(rows[row]!, Math.exp);
      const before = sumOf(probabilities);
      this.#correct(probabilities, text, place, structure);
      const scale = before / sumOf(probabilities);
      all.set(
        Float32Array.from(probabilities, (probability) => Math.log(probability * scale)),
        row * size,
      );
    });
    return all;
  }

  #correct(probabilities: Float64Array, text: string, at: number, structure: OpenStructure): void {
    const quote = structure.quoteAt(at);
    if (quote !== null) {
      this.#give(probabilities, QUOTES, quote, OTHER_QUOTE);
      return;
    }
    const closer = structure.closerAt(at);
    if (closer !== null) this.#give(probabilities, CLOSERS, closer, IMPOSSIBLE);
    const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
    if (line.includes('#')) return;
    const start = /^([ \t]*)([a-z]+)$/.exec(line);
    if (closer === null && start !== null) this.#forbidClauses(probabilities, start, at, structure);
    const word = /(?<![.\w])[A-Za-z_]\w*$/.exec(line)?.[0];
    if (word === undefined || KEYWORDS.has(word) || BUILTINS.has(word)) return;
    if (structure.isMentioned(word, at - word.length)) return;
    const goesOn = stringPrefix(word) === null ? /\w/ : /[\w"']/;
    for (const [place, character] of this.alphabet.entries()) {
      if (!goesOn.test(character)) probabilities[place]! *= IMPOSSIBLE;
    }
  }

  /** Gives one of some characters the probability of all of them, but for a share. */
  #give(probabilities: Float64Array, all: readonly string[], one: string, rest: number): void {
    const places = all.map((character) => this.#places.get(character)).filter((place) => place !== undefined);
    const sum = places.reduce((total, place) => total + probabilities[place]!, 0);
    for (const place of places) {
      probabilities[place] = sum * (this.alphabet[place] === one ? 1 - rest : rest);
    }
  }

  #forbidClauses(
    probabilities: Float64Array,
    [, indent, begun]: RegExpExecArray,
    at: number,
    structure: OpenStructure,
  ): void {
    for (const clause of CLAUSES) {
      if (clause.slice(0, -1) !== begun) continue;
      if (structure.mayBegin(clause, indent!, at - begun!.length - indent!.length)) continue;
      const place = this.#places.get(clause.at(-1)!);
      if (place !== undefined) probabilities[place]! *= IMPOSSIBLE;
    }
  }
}

function sumOf(probabilities: Float64Array): number {
  return probabilities.reduce((sum, probability) => sum + probability, 0);
}
