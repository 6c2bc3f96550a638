import type { LexicalAnalysis } from '../lexical.ts';
import type { TextDocument } from '../text-document.ts';
import type { Outline } from './outline.ts';
import type { Syntax } from './syntax.ts';

/** A document of sound code as choices are taken from it. */
export interface Source extends TextDocument {
  readonly lexical: LexicalAnalysis;
  readonly outline: Outline;
  readonly syntax: Syntax;
}
