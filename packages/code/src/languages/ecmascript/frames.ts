import type { LogicalLine } from '../../text/lexical.ts';
import type { OpenDefinition } from './block-builder.ts';

/**
 * Content of a bracket, or of a part of a template or of a tag:
 * - `statements`, `switch` (statements after `case`), `class` (members), `object` (elements with keys, of patterns and enums, too);
 * - `group`: parentheses and square brackets with expressions or parameters; `field`: an expression in a template or a tag;
 * - `type`: all that is in a bracket within a type;
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

/** Place to go on at after a bracket: an expression or a type, the statement's block, after a statement or a member, after the condition of a statement. */
export type Continuation = 'operand' | 'block' | 'statement' | 'head';

/** A function, a class or another body that is announced, until its brace. */
export interface Header {
  readonly body: 'function' | 'class' | 'type' | 'object' | 'namespace';
  readonly start: number;
  readonly role: 'declaration' | 'method' | 'element' | 'expression';
  readonly line: LogicalLine | null;
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
  /** `first`: nothing but what may precede the keyword; `head`: before its condition; `body`: before its block; `after`: a clause may come. */
  phase: 'first' | 'head' | 'body' | 'after' | 'rest';
}

/** An open bracket, template or tag. */
export interface Frame {
  readonly kind: FrameKind;
  /** Offset of its bracket. */
  readonly start: number;
  /** Depth of the delimiter stack inside. */
  readonly delimiters: number;
  /** Number of blocks around the statements inside or, where there are none, around the statement that it is in. */
  readonly depth: number;
  readonly next: Continuation;
  /** Index of the nearest frame of statements, this one included. */
  readonly home: number;
  /** Index of the frame of the nearest switch of the same function, and of the nearest module or namespace; −1 without one. */
  readonly switch: number;
  readonly module: number;
  readonly definition: OpenDefinition | null;
  /** Keyword of the statement whose block it is. */
  readonly owner: string | null;
  /** A call, rather than a parenthesis at the beginning of an operand. */
  readonly isCall: boolean;
  /** Something in it is annotated with a type, or it is empty: it has parameters. */
  hasParameters: boolean;
  /** Innermost statement, or member of a class. */
  statement: Statement | null;
  /** Before the colon or the value of an element or a member. */
  isKey: boolean;
  /** Within a type. */
  inType: boolean;
  /** Type arguments or parameters in an expression, or what may be that: it ends with its last `>`. */
  isSoftType: boolean;
  /** Number of open `<` of the type. */
  angles: number;
  /** The `<` began an operand: type parameters of an arrow function, or the type of an assertion. */
  isPrefixType: boolean;
  /** Number of `?` without their `:` in expressions. */
  questions: number;
  /** Number of `extends` without their `:` in the type, and of those that have their `?`. */
  typeQuestions: number;
  openTypeQuestions: number;
  /** Offset of the first token of the operand. */
  operand: number;
  header: Header | null;
  /** Offset of the first decorator before a statement or a member; −1 without one. */
  decorator: number;
}

/** Frames of which the text is code. */
export function isCode({ kind }: Frame): boolean {
  return kind !== 'template' && kind !== 'tag' && kind !== 'closing tag' && kind !== 'children';
}
