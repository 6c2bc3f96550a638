import type { DelimiterStack } from '../../text/delimiter-stack.ts';
import { indentWidth, type JumpRecord, type LineRole, type LogicalLine } from '../../text/lexical.ts';

import { afterBlanks, COLON, classOf, FORM_FEED, OPENER, QUOTE, SEMICOLON, WORD } from './scan.ts';

import {
  BLOCK_KEYWORDS,
  isSoftKeyword,
  JUMP_KEYWORDS,
  LONGEST_KEYWORD,
  roleOfWord,
  TAB_STOP,
} from './words.ts';

const LAMBDA = 'lambda';

/** Collects logical lines and jumps as the lexer reports tokens, line breaks and recoveries. */
export class LineBuilder {
  readonly lines: LogicalLine[] = [];
  readonly jumps: JumpRecord[] = [];
  readonly #text: string;
  readonly #stack: DelimiterStack;
  #current: LogicalLine | null = null;
  /** Column of the current line, once it is needed. */
  #column: number | null = null;
  #physicalStart = 0;
  #atStart = true;
  #afterAsync = false;
  #lastMark = 0;
  /** The current line has a colon outside brackets. */
  #hasColon = false;
  #hasLambda = false;

  constructor(text: string, stack: DelimiterStack) {
    this.#text = text;
    this.#stack = stack;
  }

  startPhysicalLine(start: number): void {
    this.#physicalStart = start;
    this.#atStart = true;
  }

  /** Returns whether this physical line, which may continue a logical one inside brackets, has no token yet. */
  get atPhysicalLineStart(): boolean {
    return this.#atStart;
  }

  /** Returns whether the physical line whose first token is at `start` is indented no more than the logical line it continues. */
  isIndentedNoMore(start: number): boolean {
    const current = this.#current;
    if (current === null) return false;
    const own = { indentStart: this.#physicalStart, first: start };
    this.#column ??= indentWidth(this.#text, current, TAB_STOP);
    return indentWidth(this.#text, own, TAB_STOP) <= this.#column;
  }

  isFirst(position: number): boolean {
    return this.#current?.first === position;
  }

  /** The current line begins with a keyword that a block follows. */
  get isHeader(): boolean {
    return this.#current !== null && this.#current.keyword !== null;
  }

  get endsInColon(): boolean {
    return this.#lastMark === COLON;
  }

  get hasLambda(): boolean {
    return this.#hasLambda;
  }

  setRole(role: LineRole): void {
    if (this.#current !== null) this.#current.role = role;
  }

  /** @param mark code of the token if it is a punctuation mark, but no delimiter */
  token(start: number, mark = 0): void {
    if (this.#current === null) this.#startLogicalLine(start);
    this.#atStart = false;
    this.#lastMark = mark;
    this.#afterAsync = false;
    if (mark === COLON && this.#stack.depth === 0) this.#hasColon = true;
  }

  /** @param touchesCut the text was cut right after the word, so that the word may be incomplete */
  word(start: number, end: number, touchesCut: boolean): void {
    const isHead = this.#current === null || this.#afterAsync;
    const beginsStatement = isHead || this.#isBetweenStatements;
    this.token(start);
    if (end - start === LAMBDA.length && this.#text.startsWith(LAMBDA, start)) this.#hasLambda = true;
    if (!beginsStatement) return;
    if (touchesCut) {
      // `async` has already begun a statement of some kind.
      if (this.isFirst(start)) this.setRole('unknown');
      return;
    }
    const word = end - start <= LONGEST_KEYWORD ? this.#text.slice(start, end) : '';
    if (JUMP_KEYWORDS.has(word)) this.jumps.push({ keyword: word, position: start });
    if (isHead) this.#head(word, start, end);
  }

  /** @param isHeader its last colon opens a block, even in a bracket or a string */
  endLogicalLine(end: number, complete: boolean, isHeader = false): void {
    const line = this.#current;
    if (line === null) return;
    line.end = end;
    line.complete = complete;
    line.opensBlock = isHeader || this.#lastMark === COLON;
    if (!isHeader && !this.#hasColon && isSoftKeyword(line.keyword ?? null)) line.keyword = null;
    this.#current = null;
  }

  /** Ends the logical line at the line break before the current physical line. */
  endLogicalLineBeforePhysicalLine(): void {
    const lineBreak = this.#physicalStart - 1;
    const isPair = lineBreak > 0 && this.#text.startsWith('\r\n', lineBreak - 1);
    this.endLogicalLine(isPair ? lineBreak - 1 : lineBreak, true);
  }

  /** Returns whether a statement may begin within the line: after `;`, or after the colon of a header (or of a lambda). */
  get #isBetweenStatements(): boolean {
    return (this.#lastMark === COLON || this.#lastMark === SEMICOLON) && this.#stack.depth === 0;
  }

  /** Handles the first word of the line, or the one after `async`. */
  #head(word: string, start: number, end: number): void {
    this.#afterAsync = this.isFirst(start) && word === 'async';
    if (this.isFirst(start) || word === 'def') this.setRole(roleOfWord(word));
    if (BLOCK_KEYWORDS.has(word) && (!isSoftKeyword(word) || this.#operandFollows(end))) {
      this.#current!.keyword = word;
    }
  }

  /** Distinguishes `match (x):` from `match = x`; the colon at the end distinguishes it from a call. */
  #operandFollows(end: number): boolean {
    const position = afterBlanks(this.#text, end);
    if (position === this.#text.length) return false;
    const kind = classOf(this.#text.charCodeAt(position));
    if (kind === WORD || kind === QUOTE || kind === OPENER) return true;
    // Dots of `...` and `.5`, but not of an attribute.
    return /^(?:[-+~*]|\.\.\.|\.\d)/.test(this.#text.slice(position, position + 3));
  }

  #startLogicalLine(first: number): void {
    let indentStart = first;
    while (indentStart > this.#physicalStart && this.#text.charCodeAt(indentStart - 1) !== FORM_FEED)
      indentStart--;
    this.#hasColon = false;
    this.#hasLambda = false;
    this.#column = null;
    this.#current = {
      indentStart,
      first,
      end: first,
      complete: false,
      opensBlock: false,
      role: 'statement',
      keyword: null,
    };
    this.lines.push(this.#current);
  }
}
