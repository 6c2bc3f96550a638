import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { Language as Grammar, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/names.ts';

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
export async function loadWasmEngine(language: Language, reason: string): Promise<Engine> {
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
  parser.setLanguage(await Grammar.load(grammarPath(language)));
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

function grammarPath({ grammar }: Language): string {
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
