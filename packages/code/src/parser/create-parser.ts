import { createRequire } from 'node:module';
import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { Language } from '../language/language.ts';
import type { SyntaxCursor, SyntaxTree } from '../text/syntax-tree.ts';
import { isLanguage } from './check-documents.ts';
import { parseText } from './parse-text.ts';
import { probeNative } from './probe-native.ts';
import type { SyntaxParser } from './syntax-parser.ts';
import { createWasmParser } from './wasm-engine.ts';

/** Options of `createParser`. */
export interface ParserOptions {
  /** `auto` (the default) takes the native engine where a child process has shown that it parses. */
  readonly engine?: 'auto' | 'native' | 'wasm';
}

const optionsSchema = z.strictObject({ engine: z.enum(['auto', 'native', 'wasm']).default('auto') });

/**
 * A parser for `language`.
 * @throws LongrangeError `PARSER_OPTIONS`, `PARSER_UNAVAILABLE` where the native engine is demanded and does not work here, or there is no
 *   WebAssembly for the other.
 */
export async function createParser(language: Language, options: ParserOptions = {}): Promise<SyntaxParser> {
  checkArgument(isLanguage(language), 'language', 'a `Language`', language);
  const context = { code: 'PARSER_OPTIONS', subject: 'options of createParser' };
  const { engine } = parseOptions(optionsSchema, options, context);
  if (engine === 'wasm') return createWasmParser(language, 'web-tree-sitter, as asked for');
  const probe = await probeNative(language);
  if (probe.works) return createNativeParser(language, probe.reason);
  if (engine === 'auto') return createWasmParser(language, `web-tree-sitter, since ${probe.reason}`);
  throw new LongrangeError({
    code: 'PARSER_UNAVAILABLE',
    message: `Expected the native parser engine to work here, but ${probe.reason}.`,
    hint: 'use the engine auto or wasm.',
    exitCode: 2,
  });
}

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
function createNativeParser(language: Language, reason: string): SyntaxParser {
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
