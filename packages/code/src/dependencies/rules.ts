import type { ControlFlowRules, Language } from '../language/language.ts';
import type { ElementList, Header, OutlinedLine, Source } from '../language/source.ts';
import type { DelimiterType } from '../text/delimiter-stack.ts';

/** Notation of dependencies in languages whose `if` may have an `else` and whose `try` must have a clause. */
export interface DependencyRules extends Pick<Language, 'analyze'> {
  readonly controlFlow: ControlFlowRules;
  /** Returns whether a text is the whole first line of a block, without a comment. */
  isHeader(text: string): boolean;
  readonly branch: ClauseWords;
  /** The first line of a `try`, and its clause. */
  readonly attempt: ClauseWords & { readonly head: string };
  /** Returns whether a one-line statement only computes and assigns, so that it may be anywhere in a block. */
  isSimple(statement: string): boolean;
  /** Dedented lines of short statements with one of these keywords: blocks of simple statements, with clauses only after a `try`. */
  compoundStatements(source: Source, keywords: readonly string[]): string[][];
  /** Keywords of compound statements that need no clause. */
  readonly plainKeywords: readonly string[];
  /** Node types of elements that may be in brackets of several types. */
  readonly elementTypes: ReadonlySet<string>;
  /** Types of brackets that may be around the same content. */
  otherTypes(list: ElementList, own: DelimiterType, content: string): readonly DelimiterType[];
  /** Returns whether a header is that of a function. */
  isFunction(header: Pick<Header, 'keyword' | 'line'>): boolean;
  /** Returns whether statements may be inserted before a line. */
  mayFollowStatement(lines: readonly OutlinedLine[], index: number): boolean;
  /** Names that nearly every function has, and those that are known everywhere; their use says little. */
  readonly conventional: ReadonlySet<string>;
}

/** A clause that occurs once in its statement and is not allowed in the other one: its keyword and its line. */
interface ClauseWords {
  readonly clause: string;
  readonly line: string;
}
