import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { Language } from '../language/language.ts';
import { isLanguage } from './check-documents.ts';
import { createNativeParser } from './native-engine.ts';
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
