import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { Parser, Language as SyntaxLanguage, type Tree, type TreeCursor } from 'web-tree-sitter';
import { z } from 'zod';
import type { Grammar, Language } from '../language/language.ts';
import type { SyntaxCursor, SyntaxTree } from '../text/names.ts';
import { probeNative } from './probe-native.ts';
import { isLanguage, type SyntaxParser } from './syntax-parser.ts';

/** Options of `createParser`. */
export interface ParserOptions {
  /** `auto` (the default) uses the native engine if a child process has shown that it parses. */
  readonly engine?: 'auto' | 'native' | 'wasm';
}

const optionsSchema = z.strictObject({ engine: z.enum(['auto', 'native', 'wasm']).default('auto') });

/**
 * Creates a parser for `language`.
 * @throws LongrangeError `PARSER_OPTIONS`; `PARSER_UNAVAILABLE` if the native engine is required and does not work here, or there is no
 *   WebAssembly for the other
 */
export async function createParser(language: Language, options: ParserOptions = {}): Promise<SyntaxParser> {
  checkArgument(isLanguage(language), 'language', 'a `Language`', language);
  const context = { code: 'PARSER_OPTIONS', subject: 'options of createParser' };
  const { engine } = parseOptions(optionsSchema, options, context);
  const probe = engine === 'wasm' ? null : await probeNative(language);
  const isNative = probe?.works === true;
  if (engine === 'native' && !isNative) {
    throw new LongrangeError({
      code: 'PARSER_UNAVAILABLE',
      message: `Expected the native parser engine to work here, but ${probe?.reason}.`,
      hint: 'use the engine auto or wasm.',
      exitCode: 2,
    });
  }
  const fallback = `web-tree-sitter, ${probe === null ? 'as asked for' : `since ${probe.reason}`}`;
  const reason = isNative ? probe.reason : fallback;
  const load = isNative ? loadNativeEngine : loadWasmEngine;
  const dialects = await Promise.all(language.grammars.map((grammar) => load(grammar, reason)));
  let isDisposed = false;
  return {
    engine: isNative ? 'native' : 'wasm',
    reason,
    language,
    parse: (text) => {
      if (!isDisposed) return parseText(text, language, dialects);
      throw new LongrangeError({
        code: 'PARSER_DISPOSED',
        message: 'Expected a parser that can still parse, got one that was disposed of.',
        hint: 'dispose of a parser only when nothing needs it anymore.',
        exitCode: 2,
      });
    },
    dispose: () => {
      if (!isDisposed) for (const { dispose } of dialects) dispose();
      isDisposed = true;
    },
  };
}

/**
 * Parses a text with an engine that knows less than the language does; the tree has the offsets of `text` all the same.
 *
 * - A carriage return alone ends a line, as in every language here; to tree-sitter it is white space.
 * - A text that does not parse is tried once more as each grammar's `rephrase` puts it, and by the language's other grammars.
 */
function parseText(text: string, { grammars }: Language, dialects: readonly Engine[]): SyntaxTree {
  checkArgument(typeof text === 'string', 'text', 'a string', text);
  const known = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  if (grammars[0]!.exhausts?.(known)) return dialects[0]!.parse('(');
  const first = dialects[0]!.parse(known);
  if (!first.hasError) return first;
  for (const [index, { parse }] of dialects.entries()) {
    const rephrased = grammars[index]!.rephrase?.(known) ?? known;
    if (index === 0 && rephrased === known) continue;
    const tree = parse(rephrased);
    if (!tree.hasError) {
      first.dispose();
      return tree;
    }
    tree.dispose();
  }
  return first;
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

/** Loads npm's `tree-sitter`. Call it only if `probeNative` has succeeded: it can end the process. Its garbage collector frees the trees. */
function loadNativeEngine(grammar: Grammar): Engine {
  const require = createRequire(import.meta.url);
  const Parser = require('tree-sitter') as new () => NativeParser;
  const parser = new Parser();
  const { package: name, export: member } = grammar;
  parser.setLanguage(member === undefined ? require(name) : require(name)[member]);
  return {
    parse: (text) => {
      // In bytes of UTF-16, and more than the text: with the default of 32 KiB a longer text is an "Invalid argument".
      const bufferSize = Math.max(32 * 1024, 2 * (text.length + 1));
      const tree = parser.parse(text, null, { bufferSize });
      return { hasError: tree.rootNode.hasError, walk: () => tree.walk(), dispose: () => undefined };
    },
    dispose: () => undefined,
  };
}

let initialized: Promise<void> | null = null;

/** A tree-sitter parser of one language. */
export interface Engine {
  parse(text: string): SyntaxTree;
  dispose(): void;
}

/**
 * Loads `web-tree-sitter` with the grammar that ships, as WebAssembly, inside the grammar's npm package.
 * @throws LongrangeError `PARSER_UNAVAILABLE` if there is no WebAssembly, or no address space for it
 */
export async function loadWasmEngine(grammar: Grammar, reason: string): Promise<Engine> {
  if ((globalThis as { readonly WebAssembly?: unknown }).WebAssembly === undefined) {
    throw new LongrangeError({
      code: 'PARSER_UNAVAILABLE',
      message: `Expected WebAssembly for the parser (${reason}), got none (node --jitless has none).`,
      hint: 'run without --jitless.',
      exitCode: 2,
    });
  }
  initialized ??= Parser.init();
  await initialized.catch((cause: unknown) => {
    throw cause instanceof RangeError ? noAddressSpace(cause) : cause;
  });
  const parser = new Parser();
  parser.setLanguage(await SyntaxLanguage.load(grammarPath(grammar)));
  return { parse: (text) => wrapTree(parseOrThrow(parser, text)), dispose: () => parser.delete() };
}

function noAddressSpace(cause: RangeError): LongrangeError {
  return new LongrangeError({
    code: 'PARSER_UNAVAILABLE',
    message: `Expected address space for the parser's memory, got none (${cause.message}).`,
    hint: 'V8 reserves some 10 GiB of addresses for each WebAssembly memory: raise the limit (`ulimit -v unlimited`).',
    cause,
  });
}

function grammarPath(grammar: Grammar): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve(`${grammar.package}/package.json`)), grammar.wasmFile);
}

function parseOrThrow(parser: Parser, text: string): Tree {
  const tree = parser.parse(text);
  if (tree !== null) return tree;
  throw new LongrangeError({
    code: 'PARSER_FAILED',
    message: `Expected the parser to return a syntax tree for a text of ${text.length} characters, got none.`,
    hint: 'this is a defect of the parser or of longrange: please report the text.',
  });
}

function wrapTree(tree: Tree): SyntaxTree {
  const cursors: TreeCursor[] = [];
  return {
    hasError: tree.rootNode.hasError,
    walk: () => {
      const cursor = tree.walk();
      cursors.push(cursor);
      return cursor;
    },
    dispose: () => {
      for (const cursor of cursors) cursor.delete();
      tree.delete();
    },
  };
}
