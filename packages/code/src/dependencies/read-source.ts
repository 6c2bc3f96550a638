import type { Language, ProbeRules } from '../language/language.ts';
import { type LexedDocument, outline, type Source } from '../language/source.ts';

import type { SyntaxParser } from '../parser/syntax-parser.ts';
import type { TextDocument } from '../text/text-document.ts';

/** Lexes a document of sound code. */
export function lexDocument({ name, text }: TextDocument, language: Language): LexedDocument {
  return { name, text, lexical: language.analyze(text, { cut: false }) };
}

/** Adds the outline and the syntax of a document, which choices need. */
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
