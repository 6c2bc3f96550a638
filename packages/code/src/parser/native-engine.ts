import { createRequire } from 'node:module';
import type { Language } from '../language/language.ts';
import type { SyntaxCursor, SyntaxTree } from '../text/syntax-tree.ts';
import { parseText } from './parse-text.ts';
import type { SyntaxParser } from './syntax-parser.ts';

/** The part of npm's `tree-sitter` that is used; its own types need the package, which is optional. */
interface NativeTree {
  readonly rootNode: { readonly hasError: boolean };
  walk(): SyntaxCursor;
}
interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string, oldTree: null, options: { bufferSize: number }): NativeTree;
}

/** Parses through npm's `tree-sitter`. Call it only where `probeNative` has succeeded: it can end the process. */
export function createNativeParser(language: Language, reason: string): SyntaxParser {
  const require = createRequire(import.meta.url);
  const Parser = require('tree-sitter') as new () => NativeParser;
  const parser = new Parser();
  parser.setLanguage(require(language.grammar.package));
  return {
    engine: 'native',
    reason,
    language,
    parse: (text) =>
      parseText(text, language, (known) =>
        wrapTree(parser.parse(known, null, { bufferSize: bufferSizeFor(known) })),
      ),
    dispose: () => undefined,
  };
}

/** In bytes of UTF-16 and more than the text: with the default of 32 KiB a longer text is an "Invalid argument". */
function bufferSizeFor(text: string): number {
  return Math.max(32 * 1024, 2 * (text.length + 1));
}

/** Trees and cursors of the native engine are freed by the garbage collector. */
function wrapTree(tree: NativeTree): SyntaxTree {
  return {
    hasError: tree.rootNode.hasError,
    walk: () => tree.walk(),
    dispose: () => undefined,
  };
}
