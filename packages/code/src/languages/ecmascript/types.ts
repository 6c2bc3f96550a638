import { type Frame, Frames } from './frames.ts';
import { TYPE_PREFIXES } from './words.ts';

/** Follows types, as far as needed to know where they end. */
export class Types extends Frames {
  readonly #isTyped: boolean;

  constructor(text: string, isTyped: boolean) {
    super(text);
    this.#isTyped = isTyped;
  }

  protected typeWord(frame: Frame, word: string): void {
    const isOperator = this.operand && OPERATORS.has(word);
    if (isOperator && ENDS.has(word)) frame.leaveType();
    if (word === 'extends') frame.conditions++;
    this.operand = !isOperator && !TYPE_PREFIXES.has(word);
  }

  /** Returns whether the mark belongs to the type, rather than to what is around it. */
  protected typeMark(frame: Frame, mark: string, start: number): boolean {
    if (mark === '>' && frame.angles > 0) {
      this.operand = true;
      if (--frame.angles === 0 && frame.isList) {
        frame.leaveType();
        this.operand = !frame.isPrefix;
      }
      return true;
    }
    if (mark === '?' && frame.decided < frame.conditions) frame.decided++;
    else if (mark === '?' && this.isAt(OPTIONAL, start + 1)) return true;
    else if (mark === ':' && frame.decided > 0) {
      frame.decided--;
      frame.conditions--;
    } else if (mark === '<') frame.angles++;
    else if (!this.#continuesType(frame, mark)) {
      frame.leaveType();
      return false;
    }
    this.operand = false;
    return true;
  }

  #continuesType(frame: Frame, mark: string): boolean {
    if (mark === ',' || mark === '=') return frame.angles > 0;
    if (mark === '-') return !this.operand;
    // The arrow of a function type follows its parameters, that of an arrow function follows a type.
    if (mark !== '=>') return TYPE_MARKS.has(mark);
    const { closed } = this;
    return this.previous === ')' && closed?.kind === 'type' && this.isAt(PARAMETERS, closed.start);
  }

  /** Handles a `<` in an expression, which begins type arguments if it touches its neighbors, as hardly any comparison does. */
  protected less(frame: Frame, start: number): void {
    const isTouching = this.isAt(LIST, start) && this.text.charCodeAt(start - 1) > 32;
    const isExpected = !this.operand || frame.header !== null || frame.isKey || this.previous === 'async';
    if (this.#isTyped && (isTouching || isExpected)) {
      this.beginOperand(frame, start);
      frame.enterType(true);
      frame.isPrefix = !this.operand;
    }
    this.operand = false;
  }
}

const OPERATORS = new Set(['in', 'instanceof', 'of', 'as', 'satisfies', 'is', 'implements', 'extends']);
const ENDS = new Set(['in', 'instanceof', 'of']);
const TYPE_MARKS = new Set(['|', '&', '.', '?.', '...']);
const PARAMETERS = /\(\s*(?:\)|\.\.\.|[{[]|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*[:,?=)])/uy;
const LIST = /<(?:[^\s=\d<]|[ \t]*[\r\n])/y;
/** Tokens after the `?` of something optional. */
export const OPTIONAL = /\s*[:,)=\];}]/y;
