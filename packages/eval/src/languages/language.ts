import type { SyntaxTree } from '../parser/syntax-parser.ts';
import type { Choice } from '../probes/choices/choice.ts';
import type { Source } from '../probes/choices/source.ts';
import type { Syntax } from '../probes/choices/syntax.ts';
import type { Family } from '../probes/stretched/stretch.ts';
import type { RandomStream } from '../statistics/random.ts';
import type { DelimiterRecord, StrayCloser } from './delimiter-stack.ts';
import type { NameAnalysis, NameSource } from './names.ts';

/** A string literal as the lexer saw it; the parts of a formatted string between its fields are not split. */
export interface StringRecord {
  /** Offset of the prefix or, without one, of the opening quote. */
  readonly start: number;
  /** Offset after the closing quote, or where the literal had to end without one. */
  readonly end: number;
  readonly terminated: boolean;
  readonly triple: boolean;
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

/** A statement's lines, continuation lines included. Blank lines and lines with a comment alone are none. */
export interface LogicalLine {
  /** Where the indentation begins, in UTF-16 code units. */
  readonly indentStart: number;
  /** Offset of the first character that is not white space: the indentation is what stands before it. */
  readonly first: number;
  /** Offset of the line break that ends it, or the end of the text. */
  end: number;
  /** False where the text was cut before the line break. */
  complete: boolean;
  /** The last token is the one that announces a block (Python: a colon). */
  opensBlock: boolean;
  role: LineRole;
  /** The keyword that it begins with, of those that `ControlFlowRules` knows (Python: after `async`, where there is one). */
  keyword: string | null;
}

/** A statement that leaves what it stands in, such as `return`, wherever on a line it stands. */
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
  /** In the order of the text. */
  readonly jumps: readonly JumpRecord[];
}

/** What lines with the same indentation, and what statements in blocks, demand of each other. */
export interface ControlFlowRules {
  /** Keywords of clauses, which must not come without what they belong to. */
  readonly clauses: readonly string[];
  /**
   * Compound statements as automata: how far one has come, by the keyword of its next clause. A statement
   * begins in the state that is named as its keyword; a clause without what it belongs to, too, where there is one.
   */
  readonly next: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** States in which no statement may end: a clause has to follow. */
  readonly unfinished: ReadonlySet<string>;
  /** Clauses that stand inside the block of another line, by its keyword, instead of after it. */
  readonly inside: ReadonlyMap<string, string>;
  /** What the block under a keyword is to the jumps inside it; a class is neither function nor loop, and hides both. */
  readonly blocks: ReadonlyMap<string, 'function' | 'class' | 'loop'>;
  /** What a jump must stand inside of. */
  readonly jumps: ReadonlyMap<string, 'function' | 'loop'>;
}

/**
 * A programming language, as far as metrics and probes need one. To add one, add a folder beside `python/`: nothing outside of it knows a
 * language.
 */
export interface Language {
  readonly id: string;
  readonly name: string;
  /** The npm package with the tree-sitter grammar, and the WebAssembly file inside it. */
  readonly grammar: { readonly package: string; readonly wasmFile: string };
  /** A sound program of a few lines, with which a parser engine is tried. */
  readonly probeProgram: string;
  /** A statement that does nothing, put where a block is taken out (Python: `pass`). */
  readonly emptyStatement: string;
  readonly controlFlow: ControlFlowRules;
  /**
   * Never throws and takes linear time, whatever the text.
   * @param options.cut whether the text ends where it was cut rather than where its author ended it.
   */
  analyse(text: string, options: { readonly cut: boolean }): LexicalAnalysis;
  /** Whether a line, outside strings and comments, reads like prose and can be no code: values stand beside each other without anything in between. */
  isProse(line: string): boolean;
  /** The word that a statement begins with, past what may stand before its keyword (Python: `async`); '' where it is none. */
  firstWord(text: string, first: number): string;
  /** What choices need of the tree of a sound document, in one walk without recursion. */
  readSyntax(tree: SyntaxTree, text: string): Syntax;
  /** The natural dependencies of a sound document that probes ask about, besides its brackets, which the lexer finds. */
  chooseNatural(source: Source, random: RandomStream): Choice[];
  /** What of sound documents can be stretched, kind by kind; with the nearest buckets so near that natural choices still tell, and so far that there are candidates enough. */
  stretchable(sources: readonly Source[]): Family[];
  /** Resolves names after the language's rules of scope. Never throws and takes linear time, whatever the text. */
  analyseNames(source: NameSource): NameAnalysis;
}
