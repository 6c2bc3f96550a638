import type { SyntaxParser } from '../parser/syntax-parser.ts';
import type { TextDocument } from '../text-document.ts';
import { outline } from './outline.ts';
import type { Source } from './source.ts';

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
