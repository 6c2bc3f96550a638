import type { DelimiterRecord, Header, Language, Outline, StringRecord } from '@longrange/code';
import {
  firstWord,
  lineIndexAt,
  mayFollow,
  outermostFunction,
  outline,
  wordsOutsideFunctions,
} from '@longrange/code/internal';
import { NestedRanges } from './nested-ranges.ts';

interface OpenString {
  readonly start: number;
  readonly quote: string;
}

/** What is open at the places of a text, as far as the characters before each tell. */
export class OpenStructure {
  readonly #text: string;
  readonly #outline: Outline;
  readonly #delimiters: NestedRanges<DelimiterRecord>;
  readonly #strings: NestedRanges<OpenString>;
  readonly #outside: Map<string, number>;

  constructor(text: string, language: Language) {
    const analysis = language.analyse(text, { cut: true });
    this.#text = text;
    this.#outline = outline(text, analysis, { firstWord });
    this.#outside = wordsOutsideFunctions(text, this.#outline);
    this.#delimiters = new NestedRanges(
      analysis.delimiters.map((value) => ({ start: value.opener + 1, end: value.end + 1, value })),
    );
    this.#strings = new NestedRanges(analysis.strings.flatMap((string) => openRanges(text, string)));
  }

  /** The closer of the innermost open bracket; null in the text of a string, and where none is open. */
  closerAt(position: number): string | null {
    const delimiter = this.#delimiters.at(position);
    const string = this.#strings.at(position);
    if (delimiter === null || (string !== null && string.start > delimiter.opener)) return null;
    return delimiter.type[1]!;
  }

  /** The quote that the string around ends with; null in code. */
  quoteAt(position: number): string | null {
    const string = this.#strings.at(position);
    const delimiter = this.#delimiters.at(position);
    return string === null || (delimiter !== null && delimiter.opener > string.start) ? null : string.quote;
  }

  /** Whether a clause of a compound statement may occur at an indentation on the line that begins at `lineStart`. */
  mayBegin(clause: string, indent: string, lineStart: number): boolean {
    const { lines, headers } = this.#outline;
    const before = lines[lineIndexAt(lines, lineStart - 1)];
    if (before === undefined) return true;
    const own = before.line.opensBlock ? headers.find(({ line }) => line === before.line) : undefined;
    let header: Header | null = own ?? before.around;
    while (header !== null && header.indent !== indent) header = header.outer;
    return header !== null && mayFollow(header, clause);
  }

  /** Whether the function around `position`, or the text outside of functions, has mentioned a word before. */
  isMentioned(word: string, position: number): boolean {
    const { lines } = this.#outline;
    const outside = this.#outside.get(word);
    if (outside !== undefined && outside < position) return true;
    const around = lines[lineIndexAt(lines, position)]?.around ?? null;
    const start = outermostFunction(around)?.line.first ?? 0;
    return new RegExp(`\\b${word}\\b`).test(this.#text.slice(start, position));
  }
}

/** From the first quote on, and not at two that may be an empty string, until the last has come. */
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
