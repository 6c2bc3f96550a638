import type { RandomStream } from '../random/random.ts';
import type { LexicalAnalysis } from '../text/lexical.ts';
import type { NameAnalysis, NameSource, OwnNames } from '../text/names.ts';
import type { SyntaxTree } from '../text/syntax-tree.ts';
import type { Family } from './candidate.ts';
import type { Source } from './source.ts';
import type { SwapCandidate } from './swap.ts';
import type { Syntax } from './syntax.ts';

/**
 * A programming language, as far as metrics and probes need one.
 *
 * To add one, add a folder beside `languages/python/`, export the language from `src/index.ts`, and hand its parser (`createParser(language)`) to
 * `evaluate` or `measureSubject`. Nothing outside of its folder knows a language; tests/house.test.ts checks that for Python.
 *
 * Every language needs the members that are required: with a lexer and a grammar it has its brackets, strings, repetition and parsing measured (metrics 1, 2, 6,
 * 7, 8), and models asked for its closing brackets (metrics 10 and 11). The others are capabilities, and each buys more:
 *
 * - `strings`: strings that span lines, and fields inside strings, in metrics 2 and 18.
 * - `layout`: indentation (metric 3), functions and classes that parse (in metric 6), blocks in metrics 16 and 18.
 * - `layout.controlFlow`: clauses and jumps (metric 4).
 * - `names`: undefined names (metric 5).
 * - `probes`: swaps besides brackets, and everything stretched (metrics 10 and 11).
 *
 * What a language lacks is not measured: the result has null for it, and the report leaves it out.
 */
export interface Language {
  readonly id: string;
  readonly name: string;
  /** Of its files, with the dot, in lower case; new files get the first. */
  readonly fileExtensions: readonly [string, ...string[]];
  readonly grammar: Grammar;
  /** A sound program of a few lines, with which a parser engine is tried. */
  readonly probeProgram: string;
  /**
   * The lexer. Never throws and takes linear time, whatever the text.
   * @param options.cut whether the text ends where it was cut rather than where its author ended it.
   */
  analyse(text: string, options: { readonly cut: boolean }): LexicalAnalysis;
  readonly strings?: StringFeatures;
  readonly layout?: Layout;
  readonly names?: NameRules;
  readonly probes?: ProbeRules;
}

/** The tree-sitter grammar. */
export interface Grammar {
  /** Its npm package. */
  readonly package: string;
  /** The WebAssembly file inside it. */
  readonly wasmFile: string;
  /**
   * A text that does not parse, with what the grammar does not know put in words that it does: as long, and with every name where it
   * was. The same text where there is no such thing in it.
   */
  rephrase?(text: string): string;
}

/** What string literals can do besides ending with their line. */
export interface StringFeatures {
  /** They may span lines (`StringRecord.multiLine`). */
  readonly multiLine?: {
    /** Whether a line, outside strings and comments, reads like prose and can be no code: values beside each other without anything in between. */
    isProse(line: string): boolean;
  };
  /** They may hold fields: code in brackets, which the lexer marks as `barrier`. */
  readonly fields?: boolean;
}

/** The off-side rule: a line may open a block, and the block is the lines below that are indented further. */
export interface Layout {
  /** A tab leads to the next column that is a multiple of so many. */
  readonly tabStop: number;
  /** A statement that does nothing, put where a definition is taken out of a block. */
  readonly emptyStatement: string;
  readonly controlFlow?: ControlFlowRules;
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
  /** Clauses that are inside the block of another line, by its keyword, instead of after it. */
  readonly inside: ReadonlyMap<string, string>;
  /** What the block under a keyword is to the jumps inside it; a class is neither function nor loop, and hides both. */
  readonly blocks: ReadonlyMap<string, 'function' | 'class' | 'loop'>;
  /** What a jump must be inside of. */
  readonly jumps: ReadonlyMap<string, 'function' | 'loop'>;
}

/** The rules of scope. */
export interface NameRules {
  /** Never throws and takes linear time, whatever the text. */
  analyse(source: NameSource): NameAnalysis;
  /** What `renameDocuments` may rename; null where it cannot be known, because the text is cut or does not parse. */
  own?(source: NameSource): OwnNames | null;
}

/** What sound code can be asked about besides its brackets, which the lexer finds. */
export interface ProbeRules {
  /** The word that a statement begins with, past what may come before its keyword; '' where it is none. */
  firstWord(text: string, first: number): string;
  /** What choices need of the tree of a sound document, in one walk without recursion. */
  readSyntax(tree: SyntaxTree, text: string): Syntax;
  /** Whether a logical line may be sound with other brackets in place of those at the offsets; false where the parser would not notice that it is not. */
  mayBracket(line: string, opener: number, closer: number): boolean;
  /** What of a sound document can be swapped besides brackets. */
  swappable(source: Source, random: RandomStream): SwapCandidate[];
  /** What of sound documents can be stretched, kind by kind; with the nearest buckets so near that natural choices still tell, and so far that there are candidates enough. */
  stretchable(sources: readonly Source[]): Family[];
}
