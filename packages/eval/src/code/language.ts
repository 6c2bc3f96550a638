import type { RandomStream } from '../statistics/random.ts';
import type { Family } from './dependencies/candidate.ts';
import type { Choice } from './dependencies/choice.ts';
import type { Source } from './dependencies/source.ts';
import type { Syntax } from './dependencies/syntax.ts';
import type { LexicalAnalysis } from './lexical.ts';
import type { NameAnalysis, NameSource } from './names.ts';
import type { SyntaxTree } from './syntax-tree.ts';

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
