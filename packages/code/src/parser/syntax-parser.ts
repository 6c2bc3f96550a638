import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/syntax-tree.ts';

/** Which build of tree-sitter parses. */
export type ParserEngine = 'native' | 'wasm';

/** Parses one language with tree-sitter, by whichever of its engines works here. */
export interface SyntaxParser {
  readonly engine: ParserEngine;
  /** Why this engine was taken, as one sentence for the user. */
  readonly reason: string;
  readonly language: Language;
  /** Parses any text. The caller disposes of the tree. */
  parse(text: string): SyntaxTree;
  /** Frees the parser. */
  dispose(): void;
}
