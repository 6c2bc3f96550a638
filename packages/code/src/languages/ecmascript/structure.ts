import { Brackets, openBlock } from './brackets.ts';
import type { Frame } from './frames.ts';
import { OPTIONAL } from './types.ts';
import * as words from './words.ts';

/**
 * Follows the grammar of statements, expressions and types, token by token, as far as it decides what a brace, a slash, a colon or `<`
 * means, and where statements begin and end. Each token changes only the innermost frame, or ends it.
 */
export class Structure extends Brackets {
  /** @param touchesCut the text was cut right after the word, which may be incomplete */
  word(start: number, end: number, touchesCut: boolean): void {
    const word = end - start <= words.LONGEST_KEYWORD ? this.text.slice(start, end) : '';
    const isProperty = this.previous === '.';
    if (isProperty) this.operand = true;
    else {
      if (this.newline && !touchesCut) this.recover(word, start, end);
      if (!this.top.isCode) return;
      if (this.newline && !words.OPERATORS.has(word)) this.separate(start);
      this.#codeWord(this.top, word, start, end, touchesCut);
    }
    this.token(word === '' || isProperty ? 'name' : word, end);
    this.wordStart = start;
  }

  #codeWord(frame: Frame, word: string, start: number, end: number, touchesCut: boolean): void {
    if (frame.kind === 'type') this.operand = true;
    else if (frame.hasStatements && this.statementWord(frame, word, start, end, touchesCut)) return;
    else if (frame.inType) this.typeWord(frame, word);
    else if (frame.isKey) {
      this.beginOperand(frame, start);
      this.operand = true;
    } else this.#expressionWord(frame, word, start);
  }

  #expressionWord(frame: Frame, word: string, start: number): void {
    const { operand, previous } = this;
    if ((word === 'function' || word === 'class') && (!operand || previous === 'async')) {
      this.beginOperand(frame, start);
      frame.header = this.announce(frame, word, 'expression');
      this.operand = false;
    } else if (operand && !this.newline && (word === 'as' || word === 'satisfies')) {
      frame.enterType(false);
      this.operand = false;
    } else if (operand ? words.OPERATORS.has(word) : words.PREFIXES.has(word)) this.operand = false;
    else if (word === 'enum' && previous === 'const') {
      const line = frame.statement?.line;
      if (line !== undefined) frame.header = { body: 'object', start, role: 'declaration', line };
      this.operand = false;
    } else if (word === 'type' && previous === 'import') this.operand = false;
    else {
      this.beginOperand(frame, start);
      this.operand = true;
    }
  }

  /** Begins a literal or a JSX element at its first token. */
  value(start: number): void {
    if (this.newline) this.separate(start);
    if (this.top.hasStatements) this.beginRest(this.top, start, '', false);
    this.beginOperand(this.top, start);
  }

  /** Ends a literal or a JSX element. */
  endValue(end: number): void {
    this.operand = true;
    this.token('value', end);
  }

  /** Handles an operator or a punctuation mark. */
  mark(mark: string, start: number): void {
    const frame = this.top;
    if (mark === ';') this.#semicolon(start);
    else {
      const mayEnd = ENDING.has(mark) || (mark === '*' && frame.isKey);
      if (frame.hasStatements && !this.#isLabel(frame, mark)) this.beginRest(frame, start, mark, !mayEnd);
      if (mark === '@' && frame.statement?.line.first === start) {
        frame.statement.line.role = 'decorator';
        frame.statement.keyword = '@';
        frame.isKey = false;
      }
      const isOfType = frame.kind === 'type' || (frame.inType && this.typeMark(frame, mark, start));
      if (!isOfType) this.#expressionMark(frame, mark, start);
    }
    this.token(mark === '?.' ? '.' : mark, start + mark.length);
  }

  #expressionMark(frame: Frame, mark: string, start: number): void {
    switch (mark) {
      case ',':
        frame.questions = 0;
        frame.isKey = frame.kind === 'object';
        break;
      case '=':
        if (frame.statement?.keyword === 'type') frame.enterType(false);
        frame.isKey = false;
        break;
      case '...':
        frame.isKey = false;
        break;
      case '*':
        if (!frame.isKey) break;
        this.beginOperand(frame, start);
        this.operand = true;
        return;
      case '?':
        if (frame.isKey || this.isAt(OPTIONAL, start + 1)) return;
        frame.questions++;
        break;
      case ':':
        this.#colon(frame, start);
        break;
      case '++':
      case '--':
      case '!':
        this.operand &&= !this.newline;
        return;
      case '<':
        this.less(frame, start);
        break;
    }
    this.operand = false;
  }

  /** Returns whether a mark is the colon after a word that may be a label. */
  #isLabel(frame: Frame, mark: string): boolean {
    return mark === ':' && frame.kind !== 'class' && frame.statement?.word === this.wordStart;
  }

  #colon(frame: Frame, start: number): void {
    const { closed } = this;
    const isAfterParameters =
      this.previous === ')' && (frame.header !== null || (closed?.hasParameters && !closed.isCall));
    const { statement } = frame;
    if (frame.questions > 0 && !isAfterParameters) frame.questions--;
    else if (frame.kind === 'object' && frame.isKey && frame.header === null) frame.isKey = false;
    else if (statement?.keyword === 'case' || statement?.keyword === 'default') {
      openBlock(statement.line, start);
      this.leaveStatement(frame);
    } else if (this.#isLabel(frame, ':')) statement!.phase = 'first';
    else {
      if (frame.kind === 'class') frame.isKey = false;
      if (frame.kind === 'group' && this.previous !== ')') frame.hasParameters = true;
      frame.enterType(false);
    }
  }

  #semicolon(start: number): void {
    if (this.isGroup(this.top) && this.top.owner !== 'for') this.abandonGroups(start);
    const frame = this.top;
    frame.leaveType();
    frame.questions = 0;
    this.operand = false;
    if (frame.hasStatements) {
      this.settle(frame, ';', true);
      if (frame.statement?.phase === 'body') frame.statement.phase = 'after';
      else if (frame.statement !== null) this.endStatement(frame, start + 1);
    } else frame.isKey = frame.kind === 'object';
  }

  /** Leaves all open JSX elements, which are broken, as something that cannot be in them shows. */
  leaveElements(): void {
    while (!this.top.isCode && this.top.kind !== 'template') this.frames.pop();
    this.endValue(this.end);
  }
}

/** Marks that begin a statement on a new line, after a value. */
const ENDING = new Set(['@', '!', '++', '--', '~']);
