import type { LineRole, LogicalLine } from '../language.ts';
import { FORM_FEED } from './characters.ts';
import { roleOfWord } from './words.ts';

/** Collects logical lines while the lexer reports tokens, line breaks and recoveries. */
export class LineBuilder {
  readonly lines: LogicalLine[] = [];
  readonly #text: string;
  #current: LogicalLine | null = null;
  #physicalStart = 0;
  #atStart = true;
  #afterAsync = false;
  #lastIsColon = false;

  constructor(text: string) {
    this.#text = text;
  }

  startPhysicalLine(start: number): void {
    this.#physicalStart = start;
    this.#atStart = true;
  }

  /** Whether no token came yet on this physical line, which may be a continuation line inside brackets. */
  get atPhysicalLineStart(): boolean {
    return this.#atStart;
  }

  isFirst(position: number): boolean {
    return this.#current?.first === position;
  }

  setRole(role: LineRole): void {
    if (this.#current !== null) this.#current.role = role;
  }

  token(start: number, isColon: boolean): void {
    if (this.#current === null) this.#startLogicalLine(start);
    this.#atStart = false;
    this.#lastIsColon = isColon;
    this.#afterAsync = false;
  }

  /** @param touchesCut the text was cut right after the word, which may have gone on. */
  word(start: number, end: number, touchesCut: boolean): void {
    const mayTellRole = this.#current === null || this.#afterAsync;
    this.token(start, false);
    if (!mayTellRole) return;
    if (touchesCut) {
      // `async` has begun a statement already, whatever kind it may turn out to be.
      if (this.isFirst(start)) this.setRole('unknown');
      return;
    }
    const word = end - start <= 8 ? this.#text.slice(start, end) : '';
    this.#afterAsync = this.isFirst(start) && word === 'async';
    if (this.isFirst(start) || word === 'def') this.setRole(roleOfWord(word));
  }

  endLogicalLine(end: number, complete: boolean): void {
    if (this.#current === null) return;
    this.#current.end = end;
    this.#current.complete = complete;
    this.#current.opensBlock = this.#lastIsColon;
    this.#current = null;
  }

  /** Ends the logical line at the line break before the current physical line. */
  endLogicalLineBeforePhysicalLine(): void {
    const lineBreak = this.#physicalStart - 1;
    const isPair = lineBreak > 0 && this.#text.startsWith('\r\n', lineBreak - 1);
    this.endLogicalLine(isPair ? lineBreak - 1 : lineBreak, true);
  }

  #startLogicalLine(first: number): void {
    let indentStart = first;
    while (indentStart > this.#physicalStart && this.#text.charCodeAt(indentStart - 1) !== FORM_FEED)
      indentStart--;
    this.#current = {
      indentStart,
      first,
      end: first,
      complete: false,
      opensBlock: false,
      role: 'statement',
    };
    this.lines.push(this.#current);
  }
}
