import type { LexicalAnalysis } from './lexical.ts';

/** Scope in which a name that is read was bound; `imported` if an import bound it, in any scope. */
export type NameOrigin = 'local' | 'enclosing' | 'global' | 'imported' | 'builtin';

/**
 * Reason why it cannot be known whether a name is bound:
 * - `star`: a star import may have bound it.
 * - `unclear`: it is known only from a line that does not parse, where a name may be anything.
 * - `cut`: the text was cut, and the rest could still bind it before it is needed.
 * - `dynamic`: it may exist without being bound (a module's `__getattr__`, a package's modules).
 */
export type UnknowableReason = 'star' | 'unclear' | 'cut' | 'dynamic';

/** A place that reads a name. */
export type NameUse = {
  readonly name: string;
  readonly position: number;
  /** Number of functions, classes and comprehensions around it. */
  readonly depth: number;
} & (
  | {
      readonly event: 'resolved';
      readonly origin: NameOrigin;
      /** Offset of the nearest binding before it or, without one, after it; null for builtins. */
      readonly binding: number | null;
    }
  | { readonly event: 'undefined' }
  | { readonly event: 'unknowable'; readonly reason: UnknowableReason }
);

/** A name that a text imports outside functions and classes; the first import of each. */
export interface ImportedName {
  readonly name: string;
  readonly position: number;
  /** Offset of the first place after the import that reads it, or of the nearest before it; null if nothing reads it. */
  readonly firstUse: number | null;
  /** False if it cannot be known whether it is read: the text was cut, is a package to import from, is damaged, or mentions it in documentation. */
  readonly isKnown: boolean;
}

/** The uses of names in a text. */
export interface NameAnalysis {
  /** Uses in the order of the text, within each scope. */
  readonly uses: readonly NameUse[];
  /** Imports in the order of the text. */
  readonly imports: readonly ImportedName[];
  /** Number of parameters of functions, and of those that the function's body reads. */
  readonly parameters: { readonly all: number; readonly read: number };
  /** Number of names in lines that do not parse. They may be read or bound there, so none of them is among the uses. */
  readonly inDamage: number;
}

/** Names that a text binds itself (variables, parameters, functions, classes) and uses for nothing that is named elsewhere. */
export interface OwnNames {
  readonly names: ReadonlySet<string>;
  /** Mentions in code, in the order of the text. */
  readonly mentions: readonly { readonly name: string; readonly position: number }[];
}

/** A top-level statement with its own tree, whose offsets begin at `start`. */
export interface StatementTree {
  /** Offset in the text, in UTF-16 code units. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  readonly tree: SyntaxTree;
  /** False for the last statement of a text that was cut, which could have continued. */
  readonly complete: boolean;
}

/** A text as input of a language's name resolution. */
export interface NameSource {
  readonly name: string;
  readonly text: string;
  readonly cut: boolean;
  readonly statements: readonly StatementTree[];
  /** Logical lines and brackets, to take apart a statement that does not parse. */
  readonly lexical: LexicalAnalysis;
  /** Number of blocks around each logical line. */
  readonly depths: readonly number[];
  /** True for each logical line with wrong indentation, which a parser may take for part of another block. */
  readonly isMisplaced: readonly boolean[];
  /** Parses a piece of the text. The caller disposes of the tree. */
  parse(text: string): SyntaxTree;
}

/**
 * A position in a syntax tree that moves from node to node without recursion. Indexes are in UTF-16 code units, as in
 * `String.prototype.slice`, on every engine. Its members are those that the cursors of both engines have.
 */
export interface SyntaxCursor {
  /** Name of the node in the grammar. */
  readonly nodeType: string;
  /** False for a node that is only a token, such as a bracket. */
  readonly nodeIsNamed: boolean;
  /** True for an empty node that the parser's error recovery made up. */
  readonly nodeIsMissing: boolean;
  /** Offset of the node's first character. */
  readonly startIndex: number;
  /** Offset after its last character. */
  readonly endIndex: number;
  /** Name of the node's field in its parent, if the grammar names it. */
  readonly currentFieldName: string | null | undefined;
  /** Returns false and stays if there is none. */
  gotoFirstChild(): boolean;
  /** Returns false and stays if there is none. */
  gotoNextSibling(): boolean;
  /** Returns false and stays at the root. */
  gotoParent(): boolean;
}

/** The tree of a text. */
export interface SyntaxTree {
  /** True if any node is ERROR or MISSING. */
  readonly hasError: boolean;
  /** True if it took more work or memory than any sound text: all of the text counts as one error. */
  readonly isGivenUp: boolean;
  /** Creates a cursor at the root. */
  walk(): SyntaxCursor;
  /** Frees the tree and its cursors; none of them may be used afterwards. */
  dispose(): void;
}
