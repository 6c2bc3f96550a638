import type { DelimiterRecord, Header, Language, Outline, StringRecord } from '@longrange/code';
import {
  BUILTINS,
  bisect,
  firstWord,
  lineIndexAt,
  mayFollow,
  outermostFunction,
  outline,
  rules,
  stringPrefix,
  wordsOutsideFunctions,
} from '@longrange/code/internal';
import type { Reading } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import { PrefixModel } from './prefix-model.ts';

/** Probability of a character that cannot follow. */
const IMPOSSIBLE = 1e-30;
/** Share of the probability of all quotes for each one that does not end the string, since it may occur inside. */
const OTHER_QUOTE = 0.01;

const CLOSERS = [')', ']', '}'];
const QUOTES = ['"', "'"];
const CLAUSES: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);
/** Keywords except `case` and `match`, which may be names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/**
 * An n-gram model with a stack, which never forgets: it knows the open brackets, strings and blocks, and the names mentioned so far in the
 * enclosing function. This knowledge decides which dependent character follows; the n-gram decides whether one follows at all, and
 * everything else:
 *
 * - the probability of all closers goes to the closer of the innermost open bracket;
 * - in a string, the probability of all quotes goes to the one that ends it, except for a hundredth;
 * - the last letter of `elif`, `else`, `except` or `finally` is practically impossible at an indentation where it may not occur;
 * - a word practically never ends unless it is a keyword or a builtin, or has been mentioned in the function or in the text outside
 *   functions.
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

  /** Gives `one` the probability of all these characters, except for the share `rest`, which each of the others gets. */
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

interface OpenString {
  readonly start: number;
  readonly quote: string;
}

/** Structures open at each place of a text, judged by the characters before it. */
class OpenStructure {
  readonly #text: string;
  readonly #outline: Outline;
  readonly #delimiters: NestedRanges<DelimiterRecord>;
  readonly #strings: NestedRanges<OpenString>;
  readonly #outside: Map<string, number>;

  constructor(text: string, language: Language) {
    const analysis = language.analyze(text, { cut: true });
    this.#text = text;
    this.#outline = outline(text, analysis, { firstWord });
    this.#outside = wordsOutsideFunctions(text, this.#outline, rules.isFunction);
    this.#delimiters = new NestedRanges(
      analysis.delimiters.map((value) => ({ start: value.opener + 1, end: value.end + 1, value })),
    );
    this.#strings = new NestedRanges(analysis.strings.flatMap((string) => openRanges(text, string)));
  }

  /** Closer of the innermost open bracket; null inside a string or if no bracket is open. */
  closerAt(position: number): string | null {
    const delimiter = this.#delimiters.at(position);
    const string = this.#strings.at(position);
    if (delimiter === null || (string !== null && string.start > delimiter.opener)) return null;
    return delimiter.type[1]!;
  }

  /** Quote that ends the enclosing string; null in code. */
  quoteAt(position: number): string | null {
    const string = this.#strings.at(position);
    const delimiter = this.#delimiters.at(position);
    return string === null || (delimiter !== null && delimiter.opener > string.start) ? null : string.quote;
  }

  /** Returns whether a clause of a compound statement may occur at an indentation on the line that begins at `lineStart`. */
  mayBegin(clause: string, indent: string, lineStart: number): boolean {
    const { lines, headers } = this.#outline;
    const before = lines[lineIndexAt(lines, lineStart - 1)];
    if (before === undefined) return true;
    const own = before.line.opensBlock ? headers.find(({ line }) => line === before.line) : undefined;
    let header: Header | null = own ?? before.around;
    while (header !== null && header.indent !== indent) header = header.outer;
    return header !== null && mayFollow(header, clause);
  }

  /** Returns whether a word has been mentioned before `position`, in the enclosing function or outside functions. */
  isMentioned(word: string, position: number): boolean {
    const { lines } = this.#outline;
    const outside = this.#outside.get(word);
    if (outside !== undefined && outside < position) return true;
    const around = lines[lineIndexAt(lines, position)]?.around ?? null;
    const start = outermostFunction(around, rules.isFunction)?.line.first ?? 0;
    return new RegExp(`\\b${word}\\b`).test(this.#text.slice(start, position));
  }
}

/** Returns the ranges from the first quote to the last, except after two quotes that may be an empty string. */
function openRanges(
  text: string,
  { start: prefix, quoteStart: first, end, multiLine, terminated }: StringRecord,
) {
  const value: OpenString = { start: prefix, quote: text[first]! };
  const goesOn = !terminated && end === text.length;
  const last = goesOn ? end + 1 : end;
  if (!multiLine && goesOn && end === first + 2 && text[first] === text[first + 1])
    return [{ start: first + 1, end: first + 2, value }];
  if (!multiLine) return [{ start: first + 1, end: last, value }];
  return [
    { start: first + 1, end: first + 2, value },
    { start: first + 3, end: last, value },
  ];
}

/** Nested or disjoint ranges. Finds the innermost one around a position in logarithmic time. */
export class NestedRanges<T> {
  readonly #starts: number[] = [];
  readonly #innermost: (T | null)[] = [];

  /** @param ranges ranges from `start` to `end`, exclusive */
  constructor(ranges: readonly { readonly start: number; readonly end: number; readonly value: T }[]) {
    const sorted = ranges
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    const open: { end: number; value: T }[] = [];
    const closeUpTo = (position: number): void => {
      while (open.length > 0 && open.at(-1)!.end <= position) {
        const { end } = open.pop()!;
        this.#mark(end, open.at(-1)?.value ?? null);
      }
    };
    for (const { start, end, value } of sorted) {
      closeUpTo(start);
      open.push({ end, value });
      this.#mark(start, value);
    }
    closeUpTo(Number.POSITIVE_INFINITY);
  }

  at(position: number): T | null {
    const after = bisect(this.#starts.length, (index) => this.#starts[index]! <= position);
    return this.#innermost[after - 1] ?? null;
  }

  #mark(start: number, value: T | null): void {
    this.#starts.push(start);
    this.#innermost.push(value);
  }
}
