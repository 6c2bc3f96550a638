import type { Language, ProbeRules } from '../language/language.ts';
import { outline } from '../language/outline.ts';
import type { LexedDocument, Source } from '../language/source.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';
import type { TextDocument } from '../text/text-document.ts';

/** A document of sound code as the lexer reads it. */
export function lexDocument({ name, text }: TextDocument, language: Language): LexedDocument {
  return { name, text, lexical: language.analyse(text, { cut: false }) };
}

/** What the choices of a language need besides. */
export function readSource(document: LexedDocument, parser: SyntaxParser, probes: ProbeRules): Source {
  const { name, text, lexical } = document;
  const tree = parser.parse(text);
  try {
    return {
      name,
      text,
      lexical,
      outline: outline(text, lexical, probes),
      syntax: probes.readSyntax(tree, text),
    };
  } finally {
    tree.dispose();
  }
}
