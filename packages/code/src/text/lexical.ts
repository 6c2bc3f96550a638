import type { DelimiterRecord, StrayCloser } from './delimiter-stack.ts';

/** A string literal as the lexer saw it; the parts of a formatted string between its fields are not split. */
export interface StringRecord {
  /** Offset of the prefix or, without one, of the first opening quote. */
  readonly start: number;
  /** Offset of the first opening quote, after the prefix. */
  readonly quoteStart: number;
  /** Offset after the opening quotes. */
  readonly contentStart: number;
  /** Offset of the first closing quote, or `end` without one. */
  readonly contentEnd: number;
  /** Offset after the closing quotes, or where the literal had to end without them. */
  readonly end: number;
  readonly terminated: boolean;
  /** Whether it may span lines, so that nothing but its quotes ends it. */
  readonly multiLine: boolean;
  /** The text ends right after it, and one more character could make it the beginning of another string (`""`, and then `"""`). */
  readonly isTentative: boolean;
}

/** What the first word of a logical line makes of it. */
export type LineRole =
  /** Starts a function or a class. */
  | 'definition'
  /** Belongs to the definition below it. */
  | 'decorator'
  /** Goes on with the compound statement above it, such as `else`. */
  | 'clause'
  | 'statement'
  /** The text was cut inside or right after the first word. */
  | 'unknown';

/**
 * A statement's lines, continuation lines included. Blank lines and lines with a comment alone are none. A language without layout lists those
 * that begin a statement of the top level, such as lines outside of all brackets.
 */
export interface LogicalLine {
  /** Where the indentation begins, in UTF-16 code units. */
  readonly indentStart: number;
  /** Offset of the first character that is not white space: the indentation is what comes before it. */
  readonly first: number;
  /** Offset of the line break that ends it, or the end of the text. */
  end: number;
  /** False where the text was cut before the line break. */
  complete: boolean;
  /** Whether a block is announced at its end; with layout. */
  opensBlock?: boolean;
  /** A statement, if not given. */
  role?: LineRole;
  /** The keyword that it begins with, of those that `ControlFlowRules` knows. */
  keyword?: string | null;
}

/** A statement that leaves what it is in, such as `return`, wherever on a line it is. */
export interface JumpRecord {
  readonly keyword: string;
  /** Offset of the keyword, in UTF-16 code units. */
  readonly position: number;
}

/** What a language's lexer finds in a text, sound or broken; the ground of every text metric but parsing. */
export interface LexicalAnalysis {
  readonly delimiters: readonly DelimiterRecord[];
  readonly strays: readonly StrayCloser[];
  readonly strings: readonly StringRecord[];
  readonly lines: readonly LogicalLine[];
  /** In the order of the text; where `ControlFlowRules` have any. */
  readonly jumps?: readonly JumpRecord[];
}
