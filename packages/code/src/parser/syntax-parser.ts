import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/names.ts';

/** Parses one language with tree-sitter. */
export interface SyntaxParser {
  readonly language: Language;
  /** Parses any text. The caller disposes of the tree. */
  parse(text: string): SyntaxTree;
  /** Frees the parser. */
  dispose(): void;
}

export function isLanguage(language: unknown): boolean {
  const { analyze, grammars } = (language ?? {}) as Partial<Language>;
  return typeof analyze === 'function' && typeof grammars?.[0]?.file === 'string';
}

export function isParser(parser: unknown): boolean {
  const { parse, language } = (parser ?? {}) as Partial<SyntaxParser>;
  return typeof parse === 'function' && isLanguage(language);
}
