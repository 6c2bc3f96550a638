import type { RandomStream } from '../random/random.ts';
import type { DelimiterType } from '../text/delimiter-stack.ts';
import type { LexicalAnalysis, LogicalLine } from '../text/lexical.ts';
import type { NameAnalysis, NameSource, OwnNames, SyntaxTree } from '../text/names.ts';

import type { Family, PairCandidate } from './choice.ts';
import type { Source, Syntax } from './source.ts';

/**
 * A programming language, as metrics and probes see it.
 *
 * To add one, add a folder beside `languages/python/` and a line in `languages/index.ts` (docs/guides/add-a-language.md). Nothing else outside
 * its folder knows a language: tests/house.test.ts refuses Python's words in names and strings elsewhere.
 *
 * The required members, a lexer and a grammar, are enough to measure brackets, strings, repetition and parsing (metrics 1, 2, 6, 7, 8)
 * and to test models on closing brackets (metrics 10 and 11). The others are capabilities, each of which adds more:
 *
 * - `strings`: strings that span lines, and fields inside strings, in metrics 2 and 18.
 * - `layout`, or `blocks` found by the lexer: functions and classes that parse (in metric 6), deep blocks in metric 16; `layout` alone:
 *   indentation (metric 3), blocks in metric 18.
 * - `controlFlow`: clauses and jumps (metric 4); needs the same.
 * - `names`: undefined names (metric 5).
 * - `probes`: minimal pairs besides brackets, and everything that is controlled for length (metrics 10 and 11).
 *
 * A capability that a language lacks is not measured: the result has null for it, and the report leaves it out.
 */
export interface Language {
  readonly id: string;
  readonly name: string;
  /** Extensions of its files, with the dot, in lower case; new files get the first. */
  readonly fileExtensions: readonly [string, ...string[]];
  readonly defaults: LanguageDefaults;
  /** Grammars of its dialects: a text parses if one of those of its file's extension reads it without an error, or one of all. */
  readonly grammars: readonly [Grammar, ...Grammar[]];
  /**
   * The lexer. Never throws and takes linear time, whatever the text.
   * @param options.cut the text was cut at its end, rather than ended by its author
   * @param options.path the text's file, whose extension may tell the dialect
   */
  analyze(text: string, options: { readonly cut: boolean; readonly path?: string }): LexicalAnalysis;
  readonly strings?: StringFeatures;
  readonly layout?: Layout;
  readonly controlFlow?: ControlFlowRules;
  readonly names?: NameRules;
  readonly probes?: ProbeRules;
  readonly oracle?: OracleChoice;
}

/** Defaults of the commands for a language. */
export interface LanguageDefaults {
  /** Named corpora of `@longrange/corpus`, each with a description; the default for training comes first. */
  readonly corpora: readonly { readonly name: string; readonly description: string }[];
  /** Named corpus of whole projects, none of which are in the others. */
  readonly projects?: string;
  /** Beginning of a function, to show what a model writes. */
  readonly prompt: string;
}

/** The language's own parser, for a second opinion on what parses. */
export interface OracleChoice {
  /** Name for `--oracle`. */
  readonly name: string;
  readonly title: string;
  /** The npm package that it needs. */
  readonly package: string;
  /** @throws LongrangeError `ORACLE_UNAVAILABLE` */
  create(): Promise<SyntaxOracle>;
}

/** A second opinion on what parses. */
export interface SyntaxOracle {
  /** Name, with the version. */
  readonly name: string;
  /** Resolves to null for sound text, otherwise to its error. Never rejects. */
  judge(text: string): Promise<string | null>;
}

/** The tree-sitter grammar. */
export interface Grammar {
  /** Its WebAssembly: the path of a file, or the name of one that ships in `grammars`. */
  readonly file: string;
  /** Extensions of the files that only this grammar reads. */
  readonly fileExtensions?: readonly string[];
  /**
   * Rewrites constructs that the grammar does not know, in a text that does not parse, as ones that it knows, of the same length and
   * with every name in its place. Returns any other text unchanged.
   */
  rephrase?(text: string): string;
}

/** Capabilities of string literals, beyond ending with their line. */
export interface StringFeatures {
  /** They may span lines (`StringRecord.multiLine`). */
  readonly multiLine?: {
    /** Returns whether a line, outside strings and comments, must be prose rather than code: values with nothing between them. */
    isProse(line: string): boolean;
  };
  /** They may hold fields: code in brackets, which the lexer marks as `barrier`. */
  readonly fields?: boolean;
}

/** The off-side rule: a line may open a block, which consists of the lines below that are indented further. */
export interface Layout {
  /** A tab leads to the next column that is a multiple of this number. */
  readonly tabStop: number;
  /** A statement that does nothing, to replace a definition removed from a block. */
  readonly emptyStatement: string;
}

/** Rules for lines on the same level, and for statements in blocks. */
export interface ControlFlowRules {
  /** Keywords of clauses, which must not come without the statement they belong to. */
  readonly clauses: readonly string[];
  /**
   * Compound statements as automata: the next state, by the keyword of the next clause. A statement begins in the state named like
   * its keyword, and so does a clause without its statement, if there is such a state.
   */
  readonly next: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** States in which no statement may end, because a clause must follow. */
  readonly unfinished: ReadonlySet<string>;
  /** Keyword of the enclosing statement for clauses that are inside its block instead of after it. */
  readonly inside: ReadonlyMap<string, string>;
  /** Kind of the block under a keyword, for the jumps inside it. A function hides the loops around it, a class everything. */
  readonly blocks: ReadonlyMap<string, 'function' | 'class' | 'loop' | 'switch'>;
  /** Kinds of blocks, one of which must enclose the jump. */
  readonly jumps: ReadonlyMap<string, readonly ('function' | 'loop' | 'switch')[]>;
}

/** The rules of scope. */
export interface NameRules {
  /** Never throws and takes linear time, whatever the text. */
  analyze(source: NameSource): NameAnalysis;
  /** Names that `renameDocuments` may rename; null if they cannot be known, because the text is cut or does not parse. */
  own?(source: NameSource): OwnNames | null;
  /** Returns whether a word cannot name anything. */
  isReserved(word: string): boolean;
}

/** Dependencies of sound code besides its brackets, which the lexer finds. */
export interface ProbeRules {
  /** First word of a statement, after anything that may precede its keyword; '' if it does not begin with a word. */
  firstWord(text: string, first: number): string;
  /** Reads the tree of a sound document for choices, in one walk without recursion. */
  readSyntax(tree: SyntaxTree, text: string): Syntax;
  /**
   * Returns ways to make a line parse alone, as code before and after it. Without this, lines that continue a statement above are left
   * out, and those that open a block get the empty statement of the layout.
   */
  complete?(line: LogicalLine): readonly (readonly [before: string, after: string])[];
  /** Returns whether a logical line may be sound with other brackets at the offsets; false if the parser would not notice otherwise. */
  mayBracket(line: string, opener: number, closer: number): boolean;
  /** Returns whether a logical line is surely sound with brackets of this type at the offsets, without a parser; false if in doubt. */
  surelyBracket?(line: string, opener: number, closer: number, type: DelimiterType): boolean;
  /**
   * Returns a text of the same length and meaning with the line breaks between two brackets removed or, if there are none, some added.
   * Null if that is impossible.
   */
  reformat?(text: string, opener: number, closer: number): string | null;
  /** Dependencies of a sound document that can be swapped, besides brackets. */
  pairCandidates(source: Source, random: RandomStream): PairCandidate[];
  /** Dependencies to extend with code, by kind. Nearest buckets are near enough to be informative, far enough for enough candidates. */
  lengthControlled(sources: readonly Source[]): Family[];
}
