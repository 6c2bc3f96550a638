import type { LexicalAnalysis } from '../../languages/language.ts';
import type { SyntaxParser } from '../../parser/syntax-parser.ts';
import type { TextDocument } from '../../text/document.ts';
import { type Outline, outline } from './outline.ts';
import type { Syntax } from './syntax.ts';

/** A document of sound code as choices are taken from it. */
export interface Source extends TextDocument {
  readonly lexical: LexicalAnalysis;
  readonly outline: Outline;
  readonly syntax: Syntax;
}

export function readSource({ name, text }: TextDocument, parser: SyntaxParser): Source {
  const { language } = parser;
  const lexical = language.analyse(text, { cut: false });
  const tree = parser.parse(text);
  try {
    const syntax = language.readSyntax(tree, text);
    return { name, text, lexical, outline: outline(text, lexical, language), syntax };
  } finally {
    tree.dispose();
  }
}
