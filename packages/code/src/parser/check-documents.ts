import { checkArgument } from '@longrange/errors';
import type { Language } from '../language/language.ts';
import type { TextDocument } from '../text/text-document.ts';
import type { SyntaxParser } from './syntax-parser.ts';

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
