import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/names.ts';

/** A build of tree-sitter. */
export type ParserEngine = 'native' | 'wasm';

/** Parses one language with tree-sitter, on an engine that works here. */
export interface SyntaxParser {
  readonly engine: ParserEngine;
  /** Reason for the choice of this engine, as one sentence for the user. */
  readonly reason: string;
  readonly language: Language;
  /** Parses any text. The caller disposes of the tree. */
  parse(text: string): SyntaxTree;
  /** Frees the parser. */
  dispose(): void;
}

export function isLanguage(language: unknown): boolean {
  const { analyze, grammars } = (language ?? {}) as Partial<Language>;
  return typeof analyze === 'function' && typeof grammars?.[0]?.package === 'string';
}

export function isParser(parser: unknown): boolean {
  const { parse, language } = (parser ?? {}) as Partial<SyntaxParser>;
  return typeof parse === 'function' && isLanguage(language);
}
