import { DELIMITER_TYPES, DelimiterStack } from '../../text/delimiter-stack.ts';
import type { LogicalLine } from '../../text/lexical.ts';
import type { OpenDefinition } from './block-builder.ts';
import { BRACES } from './scan.ts';

/**
 * Content of a bracket, or of a part of a template or an element:
 * - `statements`, `switch` (statements after `case`), `class` (members), `object` (elements with keys, of patterns and enums, too);
 * - `group`: parentheses and square brackets with expressions or parameters; `field`: an expression in a template or a tag;
 * - `type`: anything in a bracket within a type;
 * - `template`: text; `tag`, `closing tag`, `children`: those of JSX.
 */
export type FrameKind =
  | 'statements'
  | 'switch'
  | 'class'
  | 'object'
  | 'group'
  | 'field'
  | 'type'
  | 'template'
  | 'tag'
  | 'closing tag'
  | 'children';

/** A function, a class or another body that has been announced, until its brace. */
export interface Header {
  readonly body: 'function' | 'class' | 'type' | 'object' | 'namespace';
  readonly role: 'declaration' | 'method' | 'element' | 'expression';
  readonly start: number;
  readonly line: LogicalLine;
}

/** A statement, or a member of a class. */
export interface Statement {
  readonly line: LogicalLine;
  readonly depth: number;
  /** Offset of its first decorator or, without one, of its first token. */
  readonly start: number;
  /** Statement whose block it is, without braces. */
  readonly outer: Statement | null;
  keyword: string | null;
  /** Offset of its first word after labels and prefixes. */
  word: number;
  /** `first`: only what may precede the keyword; `head`: before its condition; `body`: before its block; `after`: a clause may come. */
  phase: 'first' | 'head' | 'body' | 'after' | 'rest';
}

/** An open bracket, template or part of an element. */
export class Frame {
  readonly kind: FrameKind;
  /** Offset of its first character. */
  readonly start: number;
  /** Depth of the delimiter stack inside. */
  readonly delimiters: number;
  /** Number of blocks around the statements inside or, where there are none, around the statement that it is in. */
  depth: number;
  /** Number of those blocks that belong to functions and classes within a statement. */
  functions: number;
  /** Index of the nearest frame of statements or of a template, this one included: a slip reaches no further. */
  readonly home: number;
  /** Index of the frame of the nearest switch in the same function; −1 without one. */
  switch: number;
  /** True in a function, unless in a class inside that. */
  isInFunction: boolean;
  /** Its statements may import and export. */
  isModule = false;
  /**
   * Construct that ends with the bracket: an operand, an arrow function, the block of a statement, a statement or a member, the
   * condition of a statement.
   */
  ends: 'operand' | 'arrow' | 'block' | 'statement' | 'head' = 'operand';
  definition: OpenDefinition | null = null;
  /** Keyword of the statement whose condition or block it is. */
  owner: string | null = null;
  /** Arguments, rather than a parenthesis at the beginning of an operand. */
  isCall = false;
  /** Something in it is annotated with a type, or it is empty: it has parameters. */
  hasParameters = false;
  /** Innermost statement, or member of a class. */
  statement: Statement | null = null;
  /** Before the colon or the value of an element or a member. */
  isKey: boolean;
  /** Offset of the first token of the operand. */
  operand = 0;
  header: Header | null = null;
  /** Offset of the first decorator before a statement or a member; −1 without one. */
  decorator = -1;
  /** Number of `?` without their `:` in expressions. */
  questions = 0;
  /** Within a type. */
  inType = false;
  /** Type arguments or parameters in an expression, or what may be such a list: it ends with its last `>`. */
  isList = false;
  /** The list began an operand: type parameters of an arrow function, or the type of an assertion. */
  isPrefix = false;
  /** Number of open `<` of the type. */
  angles = 0;
  /** Number of `extends` without their `:` in the type, and of those that have their `?`. */
  conditions = 0;
  decided = 0;

  constructor(kind: FrameKind, start: number, delimiters: number, outer: Frame | undefined, index: number) {
    this.kind = kind;
    this.start = start;
    this.delimiters = delimiters;
    this.depth = outer?.innerDepth ?? 0;
    this.functions = outer?.functions ?? 0;
    this.isInFunction = outer?.isInFunction ?? false;
    const isHome = kind === 'statements' || kind === 'switch' || kind === 'template';
    this.home = isHome || outer === undefined ? index : outer.home;
    this.switch = kind === 'switch' ? index : (outer?.switch ?? -1);
    this.isKey = kind === 'object' || kind === 'class';
  }

  get isCode(): boolean {
    const { kind } = this;
    return kind !== 'template' && kind !== 'tag' && kind !== 'closing tag' && kind !== 'children';
  }

  /** It has statements or members. */
  get hasStatements(): boolean {
    return this.kind === 'statements' || this.kind === 'switch' || this.kind === 'class';
  }

  /** Number of blocks around what comes next in it. */
  get innerDepth(): number {
    return this.statement?.depth ?? this.depth;
  }

  enterType(isList: boolean): void {
    this.leaveType();
    this.inType = true;
    this.isList = isList;
    if (isList) this.angles = 1;
  }

  leaveType(): void {
    this.inType = false;
    this.angles = 0;
    this.conditions = 0;
    this.decided = 0;
  }
}

/** Open frames, that of the whole text first, and what is known about the previous token. */
export class Frames {
  readonly stack = new DelimiterStack();
  /** A line break precedes the next token. */
  newline = false;
  /** Offset after the last line break. */
  lineStart = 0;
  protected readonly text: string;
  protected readonly frames: Frame[] = [];
  /** The previous token ends an operand. */
  protected operand = false;
  /** The previous token: a short word, an operator, a bracket, `name` or `value`. */
  protected previous = '';
  /** Offset after the previous token, and its own offset if it is a word. */
  protected end = 0;
  protected wordStart = -1;
  /** The bracket that was closed last. */
  protected closed: Frame | null = null;

  constructor(text: string) {
    this.text = text;
    this.push('statements', 0).isModule = true;
  }

  get top(): Frame {
    return this.frames.at(-1)!;
  }

  get inType(): boolean {
    return this.top.inType || this.top.kind === 'type';
  }

  /** A JSX element, a regular expression or another operand may come next. */
  get expectsOperand(): boolean {
    return (!this.operand || this.#isAfterArrow) && !this.inType && this.top.header === null;
  }

  /** Returns whether a line begins after the body of an arrow function, which no operator follows. */
  get #isAfterArrow(): boolean {
    return this.newline && this.previous === '}' && this.closed?.ends === 'arrow';
  }

  /** Enters a bracket, or a part of the text that is not code. */
  push(kind: FrameKind, start: number): Frame {
    const frame = new Frame(kind, start, this.stack.depth, this.frames.at(-1), this.frames.length);
    this.frames.push(frame);
    return frame;
  }

  protected pushBracket(kind: FrameKind, type: number, start: number, isBarrier = false): Frame {
    this.stack.open(type, start, isBarrier);
    const frame = this.push(kind, start);
    this.operand = false;
    this.token(DELIMITER_TYPES[type]![0]!, start + 1);
    return frame;
  }

  /** Enters the braces of an expression in a part of the text that is not code. */
  enterField(start: number, isBarrier: boolean): void {
    this.pushBracket(this.inTypeAround ? 'type' : 'field', BRACES, start, isBarrier);
  }

  /** Leaves a part that is not code. */
  leave(): void {
    this.frames.pop();
  }

  protected token(token: string, end: number): void {
    this.previous = token;
    this.wordStart = -1;
    this.end = end;
    this.newline = false;
  }

  /** Remembers where an operand begins. */
  protected beginOperand(frame: Frame, start: number): void {
    if (this.operand || frame.inType) return;
    if (frame.isPrefix) frame.isPrefix = false;
    else frame.operand = start;
  }

  /** Returns whether a sticky expression matches at an offset. */
  protected isAt(pattern: RegExp, position: number): boolean {
    pattern.lastIndex = position;
    return pattern.test(this.text);
  }

  /** The template around a field is in a type. */
  private get inTypeAround(): boolean {
    const outer = this.frames.at(-2);
    return this.top.kind === 'template' && outer !== undefined && (outer.inType || outer.kind === 'type');
  }
}
