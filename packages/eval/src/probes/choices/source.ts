import type { LexicalAnalysis } from '../../languages/language.ts';
import type { SyntaxParser } from '../../parser/syntax-parser.ts';
import type { TextDocument } from '../../text/document.ts';
import { type Outline, outline } from './outline.ts';
import { readSyntax, type Syntax } from './syntax.ts';

/** A document of sound Python as choices are taken from it. */
export interface Source extends TextDocument {
  readonly lexical: LexicalAnalysis;
  readonly outline: Outline;
  readonly syntax: Syntax;
}

export function readSource({ name, text }: TextDocument, parser: SyntaxParser): Source {
  const lexical = parser.language.analyse(text, { cut: false });
  const tree = parser.parse(text);
  try {
    return { name, text, lexical, outline: outline(text, lexical), syntax: readSyntax(tree, text) };
  } finally {
    tree.dispose();
  }
}
