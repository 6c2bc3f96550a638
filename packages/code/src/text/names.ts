import type { LogicalLine } from './lexical.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/** Where a name that is read was bound. `imported` goes before the others: by an import, in whatever scope. */
export type NameOrigin = 'local' | 'enclosing' | 'global' | 'imported' | 'builtin';

/**
 * Why it cannot be known whether a name is bound:
 * - `star`: a star import may have brought it.
 * - `unclear`: it is known only from a line that does not parse, where a name may be anything.
 * - `cut`: the text was cut, and what follows could still bind it before it is needed.
 * - `dynamic`: it may come into being without being bound (a module's `__getattr__`, a package's modules).
 */
export type UnknowableReason = 'star' | 'unclear' | 'cut' | 'dynamic';

/** One place where a name is read. */
export type NameUse = {
  readonly name: string;
  readonly position: number;
  /** Functions, classes and comprehensions around it. */
  readonly depth: number;
} & (
  | {
      readonly fate: 'resolved';
      readonly origin: NameOrigin;
      /** The nearest binding before it or, without one, after it; null for what the language brings. */
      readonly binding: number | null;
    }
  | { readonly fate: 'undefined' }
  | { readonly fate: 'unknowable'; readonly reason: UnknowableReason }
);

/** A name that a text imports for all of itself, outside functions and classes; the first import of each. */
export interface ImportedName {
  readonly name: string;
  readonly position: number;
  /** Where it is read first after that, or nearest before it; null where it is not read. */
  readonly firstUse: number | null;
  /** Whether it is known that it is read, or that it is not: false where the text was cut, is there to be imported from, or is damaged. */
  readonly isKnown: boolean;
}

/** The uses of names in a text. */
export interface NameAnalysis {
  /** In the order of the text, within each scope. */
  readonly uses: readonly NameUse[];
  /** In the order of the text. */
  readonly imports: readonly ImportedName[];
  /** Parameters of functions, and how many of them the function's body reads. */
  readonly parameters: { readonly all: number; readonly read: number };
  /** Names in lines that do not parse: whether they are read there or bound cannot be known, so none of them is among the uses. */
  readonly inDamage: number;
}

/** Names that a text binds itself (variables, parameters, functions, classes), by which it calls nothing that is named elsewhere. */
export interface OwnNames {
  readonly names: ReadonlySet<string>;
  /** Where they are mentioned in code, in the order of the text. */
  readonly mentions: readonly { readonly name: string; readonly position: number }[];
}

/** A top-level statement with its own tree, whose offsets begin at `start`. */
export interface StatementTree {
  /** Offset in the text, in UTF-16 code units. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** Its own tree. */
  readonly tree: SyntaxTree;
  /** False for the last statement of a text that was cut: whatever it is, it could still have gone on. */
  readonly complete: boolean;
}

/** A text as a language's name resolution wants it. */
export interface NameSource {
  readonly name: string;
  readonly text: string;
  readonly cut: boolean;
  readonly statements: readonly StatementTree[];
  /** The logical lines, by which a statement that does not parse is taken apart. */
  readonly lines: readonly LogicalLine[];
  /** Per logical line, the blocks around it. */
  readonly depths: readonly number[];
  /** Per logical line, whether its indentation is wrong, so that a parser may take it for part of another block. */
  readonly isMisplaced: readonly boolean[];
  /** Parses a piece of the text; its tree is to be disposed of. */
  parse(text: string): SyntaxTree;
}
