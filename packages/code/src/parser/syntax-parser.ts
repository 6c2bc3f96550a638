import { checkArgument } from '@longrange/errors';
import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/names.ts';
import type { TextDocument } from '../text/text-document.ts';

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

/** A second opinion on what parses. */
export interface SyntaxOracle {
  /** With its version. */
  readonly name: string;
  /** Null for sound text, otherwise what is wrong with it. Rejects for no text. */
  judge(text: string): Promise<string | null>;
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkDocuments(documents: readonly TextDocument[]): void {
  const areDocuments = Array.isArray(documents) && documents.every(isDocument);
  checkArgument(areDocuments, 'documents', 'a list of `{ name, text }`', documents);
}

export function isDocument(document: TextDocument): boolean {
  return typeof document?.name === 'string' && typeof document.text === 'string';
}

export function isLanguage(language: unknown): boolean {
  const { analyse, grammar } = (language ?? {}) as Partial<Language>;
  return typeof analyse === 'function' && typeof grammar?.package === 'string';
}

export function isParser(parser: unknown): boolean {
  const { parse, language } = (parser ?? {}) as Partial<SyntaxParser>;
  return typeof parse === 'function' && isLanguage(language);
}
