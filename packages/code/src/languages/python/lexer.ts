import { DelimiterStack, delimiterType } from '../../text/delimiter-stack.ts';
import type { LexicalAnalysis, StringRecord } from '../../text/lexical.ts';
import { LineBuilder } from './line-builder.ts';
import {
  AT,
  afterEscape,
  afterFormattedEscape,
  BACKSLASH,
  BLANK,
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSER,
  COLON,
  classOf,
  endOfLine,
  findSingleEnd,
  findTripleEnd,
  HASH,
  isTripleQuote,
  LINE_BREAK,
  lineBreakLength,
  OPEN_BRACE,
  OPENER,
  QUOTE,
  WORD,
} from './scan.ts';

import {
  isOperand,
  LONGEST_KEYWORD,
  PLAIN_PREFIX,
  STATEMENT_KEYWORDS,
  type StringPrefix,
  stringPrefix,
} from './words.ts';

const BRACES = 2;

/** A string with replacement fields that has not ended yet. */
interface FormattedString {
  readonly start: number;
  readonly quoteStart: number;
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
  /** Depths of the delimiter stack at its open fields; a second one is inside a format specification. */
  readonly fields: number[];
  /** The code of a field comes next, rather than the string's text. */
  inCode: boolean;
  /** Index of the outermost open triple-quoted string, possibly this one; −1 without any. */
  readonly outermostTriple: number;
}

/**
 * Reads Python's lexical structure from the text alone, in one pass and linear time, on any input.
 *
 * Why not tree-sitter's tokens: the tree of broken code is made by error recovery, which may skip characters, guess
 * others, and judge a bracket by text thousands of characters later. In Python as here, the characters before a place
 * decide whether it is inside a string or a comment, so a lexer stays exact up to the first lexical error, and its
 * recovery after one is local and can be written down:
 *
 * - A single-quoted string ends with its line, closed or not.
 * - A triple-quoted string that is not closed extends to the end of the text, as in Python.
 * - A keyword that only begins statements, at the start of a line, ends all open brackets and fields
 *   (they are `unclosed`). Inside a field of a triple-quoted string it ends the fields, not the string.
 * - So does a value at the start of a line right after another value (`f(a` and below it `b = 1`), which no expression
 *   can have, if the line is indented no more than the statement around the brackets; a line that is indented more
 *   has rather lost a comma.
 * - So does the line break after the colon of a header (`if f(a:`), even one in an unclosed string (`if a == "b:`), unless the colon
 *   may belong to braces or a lambda.
 * - Formatted strings nest as since Python 3.12: a field is code, any quote inside it begins a new string,
 *   and its braces are delimiters. Closers inside a field cannot match openers outside the string.
 *
 * On the whole standard library it agrees with tree-sitter token by token (tested in
 * `tests/standard-library.test.ts`).
 */
export function analyzePython(text: string, { cut }: { readonly cut: boolean }): LexicalAnalysis {
  return new PythonLexer(text, cut).run();
}

class PythonLexer {
  readonly #text: string;
  readonly #length: number;
  readonly #cut: boolean;
  readonly #stack = new DelimiterStack();
  readonly #strings: StringRecord[] = [];
  readonly #formatted: FormattedString[] = [];
  readonly #lines: LineBuilder;
  #position = 0;
  /** Kind of the previous token: a value, or something that needs one after it. */
  #before: 'string' | 'value' | 'other' = 'other';

  constructor(text: string, cut: boolean) {
    this.#text = text;
    this.#length = text.length;
    this.#cut = cut;
    this.#lines = new LineBuilder(text, this.#stack);
  }

  run(): LexicalAnalysis {
    if (this.#text.charCodeAt(0) === BYTE_ORDER_MARK) {
      this.#position = 1;
      this.#lines.startPhysicalLine(1);
    }
    while (this.#position < this.#length) {
      const string = this.#formatted.at(-1);
      if (string === undefined || string.inCode) this.#code(string);
      else this.#literal(string);
    }
    this.#finish();
    const { records: delimiters, strays } = this.#stack;
    const { lines, jumps } = this.#lines;
    return { delimiters, strays, strings: this.#strings, lines, jumps };
  }

  #finish(): void {
    for (let string = this.#formatted.pop(); string !== undefined; string = this.#formatted.pop()) {
      this.#endString(string, this.#length, false);
    }
    this.#stack.abandon(0, this.#length, this.#cut ? 'censored' : 'unclosed');
    this.#lines.endLogicalLine(this.#length, !this.#cut);
  }

  /** Reads one token of code. */
  #code(field: FormattedString | undefined): void {
    const start = this.#position;
    const code = this.#text.charCodeAt(start);
    switch (classOf(code)) {
      case BLANK:
        this.#position++;
        return;
      case WORD:
        this.#word(start);
        return;
      case LINE_BREAK:
        this.#lineBreak();
        return;
      case QUOTE:
        if (this.#before === 'value' && this.#beginsStatement(start)) this.#abandonExpressions(start);
        this.#lines.token(start);
        this.#string(start, start, PLAIN_PREFIX);
        return;
      case OPENER:
        this.#lines.token(start);
        this.#stack.open(delimiterType(code), start);
        this.#before = 'other';
        this.#position++;
        return;
      case CLOSER:
        this.#lines.token(start);
        this.#stack.close(delimiterType(code), start);
        this.#position++;
        // The string's text comes after a closer that ended the field, whatever its type.
        if (field !== undefined && this.#stack.depth < field.fields.at(-1)!) {
          field.fields.pop();
          field.inCode = false;
        }
        this.#before = 'value';
        return;
      default:
        this.#other(code, start, field);
    }
  }

  #other(code: number, start: number, field: FormattedString | undefined): void {
    if (code === HASH) {
      this.#position = endOfLine(this.#text, start);
    } else if (code === BACKSLASH && lineBreakLength(this.#text, start + 1) > 0) {
      this.#lines.token(start);
      this.#position = afterEscape(this.#text, start);
    } else {
      this.#lines.token(start, code);
      this.#before = 'other';
      if (code === AT && this.#lines.isFirst(start)) this.#lines.setRole('decorator');
      this.#position++;
      if (code === COLON && field?.fields.at(-1) === this.#stack.depth) field.inCode = false;
    }
  }

  #word(start: number): void {
    let end = start + 1;
    while (end < this.#length && classOf(this.#text.charCodeAt(end)) === WORD) end++;
    if (this.#lines.atPhysicalLineStart && this.#stack.depth > 0 && this.#endsExpressions(start, end)) {
      if (this.#abandonExpressions(start)) return;
    }
    const touchesCut = this.#cut && end === this.#length;
    const prefix = this.#prefixAt(start, end);
    const isValue = prefix !== null || this.#isOperand(start, end);
    const isSecondValue =
      this.#before === 'value' ? isValue : this.#before === 'string' && isValue && prefix === null;
    if (isSecondValue && !touchesCut && this.#beginsStatement(start)) this.#abandonExpressions(start);
    if (prefix !== null) {
      this.#lines.token(start);
      this.#string(start, end, prefix);
      return;
    }
    this.#lines.word(start, end, touchesCut);
    this.#before = isValue ? 'value' : 'other';
    this.#position = end;
  }

  #prefixAt(start: number, end: number): StringPrefix | null {
    const isBeforeQuote = end < this.#length && classOf(this.#text.charCodeAt(end)) === QUOTE;
    return isBeforeQuote && end - start <= 2 ? stringPrefix(this.#text.slice(start, end)) : null;
  }

  #isOperand(start: number, end: number): boolean {
    return end - start > LONGEST_KEYWORD || isOperand(this.#text.slice(start, end));
  }

  /** Returns whether a value right after another one must belong to a new statement, in spite of open brackets. */
  #beginsStatement(start: number): boolean {
    if (this.#stack.depth === 0 || !this.#lines.atPhysicalLineStart) return false;
    if ((this.#formatted.at(-1)?.outermostTriple ?? -1) >= 0) return false;
    return this.#lines.isIndentedNoMore(start);
  }

  #endsExpressions(start: number, end: number): boolean {
    if (this.#cut && end === this.#length) return false;
    return end - start <= LONGEST_KEYWORD && STATEMENT_KEYWORDS.has(this.#text.slice(start, end));
  }

  /** Returns whether the position is now in the text of a triple-quoted string. */
  #abandonExpressions(position: number): boolean {
    const outer = this.#formatted.at(-1)?.outermostTriple ?? -1;
    const string = this.#formatted[outer];
    while (this.#formatted.length > outer + 1) {
      this.#endString(this.#formatted.pop()!, position, false);
    }
    if (string === undefined) {
      this.#stack.abandon(0, position, 'unclosed');
      this.#lines.endLogicalLineBeforePhysicalLine();
      return false;
    }
    this.#stack.abandon(string.fields[0]! - 1, position, 'unclosed');
    string.fields.length = 0;
    string.inCode = false;
    return true;
  }

  #lineBreak(): void {
    const end = this.#position;
    const next = end + lineBreakLength(this.#text, end);
    const endsHeader = this.#endsHeader(end);
    if (endsHeader) this.#stack.abandon(0, next, 'unclosed');
    if (this.#stack.depth === 0) {
      this.#lines.endLogicalLine(end, true, endsHeader);
      this.#before = 'other';
    }
    this.#position = next;
    this.#lines.startPhysicalLine(next);
  }

  /** Returns whether a header ends with the line, although a bracket or a string before its colon is not closed. */
  #endsHeader(end: number): boolean {
    if (this.#formatted.length > 0 || !this.#lines.isHeader) return false;
    const last = this.#strings.at(-1);
    const isInString = last?.end === end && !last.terminated && this.#text.charCodeAt(end - 1) === COLON;
    if (!isInString && (this.#stack.depth === 0 || !this.#lines.endsInColon)) return false;
    return this.#stack.top !== BRACES && !this.#lines.hasLambda;
  }

  /** Reads a string whose prefix begins at `start` and whose first quote is at `quoteStart`. */
  #string(start: number, quoteStart: number, prefix: StringPrefix): void {
    const quote = this.#text.charCodeAt(quoteStart);
    const triple = isTripleQuote(this.#text, quoteStart, quote);
    this.#position = quoteStart + (triple ? 3 : 1);
    if (prefix.formatted) {
      const outer = this.#formatted.at(-1)?.outermostTriple ?? -1;
      const outermostTriple = outer < 0 && triple ? this.#formatted.length : outer;
      const { raw } = prefix;
      const open = { start, quoteStart, quote, triple, raw, fields: [], inCode: false, outermostTriple };
      this.#formatted.push(open);
      return;
    }
    const findEnd = triple ? findTripleEnd : findSingleEnd;
    const { end, terminated } = findEnd(this.#text, this.#position, quote);
    this.#endString({ start, quoteStart, triple }, end, terminated);
    this.#before = 'string';
    this.#position = end;
  }

  #endString(
    { start, quoteStart, triple }: Pick<FormattedString, 'start' | 'quoteStart' | 'triple'>,
    end: number,
    terminated: boolean,
  ): void {
    const quotes = triple ? 3 : 1;
    const contentStart = quoteStart + quotes;
    const contentEnd = terminated ? end - quotes : end;
    const isTentative = !triple && terminated && contentStart === contentEnd && end === this.#length;
    this.#strings.push({
      start,
      quoteStart,
      contentStart,
      contentEnd,
      end,
      terminated,
      multiLine: triple,
      isTentative,
    });
  }

  /** Reads a formatted string's text up to a field, its end, or the last place it may reach. */
  #literal(string: FormattedString): void {
    while (this.#position < this.#length) {
      const code = this.#text.charCodeAt(this.#position);
      if (code === BACKSLASH) this.#position = afterFormattedEscape(this.#text, this.#position, string.raw);
      else if (code === OPEN_BRACE) {
        if (this.#openField(string)) return;
      } else if (code === CLOSE_BRACE && string.fields.length > 0) {
        this.#stack.close(BRACES, this.#position);
        this.#position++;
        string.fields.pop();
        return;
      } else if (
        code === string.quote &&
        (!string.triple || isTripleQuote(this.#text, this.#position, code))
      ) {
        this.#endFormatted(string, this.#position + (string.triple ? 3 : 1), true);
        return;
      } else if (!string.triple && classOf(code) === LINE_BREAK) {
        this.#endFormatted(string, this.#position, false);
        return;
      } else this.#position++;
    }
  }

  /** `{{` is a brace of the text, except in a format specification. */
  #openField(string: FormattedString): boolean {
    const start = this.#position;
    if (string.fields.length === 0 && this.#text.charCodeAt(start + 1) === OPEN_BRACE) {
      this.#position += 2;
      return false;
    }
    this.#stack.open(BRACES, start, true);
    string.fields.push(this.#stack.depth);
    string.inCode = true;
    this.#before = 'other';
    this.#position++;
    return true;
  }

  /** Ends a formatted string. Fields that are still in their format specification are unclosed. */
  #endFormatted(string: FormattedString, end: number, terminated: boolean): void {
    const outermost = string.fields[0];
    if (outermost !== undefined) this.#stack.abandon(outermost - 1, this.#position, 'unclosed');
    this.#formatted.pop();
    this.#lines.token(this.#position);
    this.#endString(string, end, terminated);
    this.#before = 'string';
    this.#position = end;
  }
}
