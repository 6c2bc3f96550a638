import type { LexicalAnalysis } from '../text/lexical.ts';
import type { TextDocument } from '../text/text-document.ts';
import type { Outline } from './outline.ts';
import type { Syntax } from './syntax.ts';

/** A document of sound code and what the lexer finds in it. */
export interface LexedDocument extends TextDocument {
  readonly lexical: LexicalAnalysis;
}

/** The same as the choices of a language are taken from it. */
export interface Source extends LexedDocument {
  readonly outline: Outline;
  readonly syntax: Syntax;
}
