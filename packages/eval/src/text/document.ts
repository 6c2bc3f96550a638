import type { LexicalAnalysis } from '../languages/language.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';

/** A text to be measured. */
export interface TextDocument {
  readonly name: string;
  readonly text: string;
}

/** A text with all that text metrics share, so that each of them costs little. */
export interface AnalysedDocument extends TextDocument {
  /** Whether the text ends where it was cut: what is open there is censored, not broken. */
  readonly cut: boolean;
  readonly lexical: LexicalAnalysis;
  readonly parser: SyntaxParser;
}

export function analyseDocument(
  document: TextDocument,
  cut: boolean,
  parser: SyntaxParser,
): AnalysedDocument {
  const { name, text } = document;
  return { name, text, cut, parser, lexical: parser.language.analyse(text, { cut }) };
}
