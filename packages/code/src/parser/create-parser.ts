import { checkArgument, LongrangeError } from '@longrange/errors';
import { grammarPath } from '../grammars.ts';
import type { Grammar, Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/names.ts';
import { parseTree } from './parse-tree.ts';
import { TreeSitter } from './tree-sitter.ts';

/** Parses one language with tree-sitter. */
export interface SyntaxParser {
  readonly language: Language;
  /**
   * Parses any text. The caller disposes of the tree.
   * @param path the text's file, whose extension may tell the dialect
   */
  parse(text: string, path?: string): SyntaxTree;
  /** Ends the parser, which parses nothing afterwards. */
  dispose(): void;
}

export function isLanguage(language: unknown): boolean {
  const { analyze, grammars } = (language ?? {}) as Partial<Language>;
  return typeof analyze === 'function' && typeof grammars?.[0]?.file === 'string';
}

export function isParser(parser: unknown): boolean {
  const { parse, language } = (parser ?? {}) as Partial<SyntaxParser>;
  return typeof parse === 'function' && isLanguage(language);
}

/**
 * Creates a parser for `language`.
 * @throws LongrangeError `PARSER_UNAVAILABLE` if there is no WebAssembly, or no address space for it
 */
export async function createParser(language: Language): Promise<SyntaxParser> {
  checkArgument(isLanguage(language), 'language', 'a `Language`', language);
  const dialects = await Promise.all(language.grammars.map(loadGrammar));
  let isDisposed = false;
  return {
    language,
    parse: (text, path = '') => {
      if (!isDisposed) return parseText(text, dialectsOf(path, dialects));
      throw new LongrangeError({
        code: 'PARSER_DISPOSED',
        message: 'Expected a parser that can still parse, got one that was disposed of.',
        hint: 'dispose of a parser only when nothing needs it anymore.',
        exitCode: 2,
      });
    },
    dispose: () => {
      isDisposed = true;
    },
  };
}

/** The grammars of a file's extension; all of them for any other path. */
function dialectsOf(path: string, dialects: readonly Dialect[]): readonly Dialect[] {
  checkArgument(typeof path === 'string', 'path', 'a string', path);
  const file = path.toLowerCase();
  const own = dialects.filter(({ fileExtensions }) => fileExtensions?.some((one) => file.endsWith(one)));
  return own.length > 0 ? own : dialects;
}

/**
 * Parses a text with grammars that know less than the language does; the tree has the offsets of `text` all the same.
 *
 * - A carriage return alone ends a line, as in every language here; to tree-sitter it is white space.
 * - A text that does not parse is tried once more as rewritten by each grammar's `rephrase`, and with the other grammars.
 */
function parseText(text: string, dialects: readonly Dialect[]): SyntaxTree {
  checkArgument(typeof text === 'string', 'text', 'a string', text);
  const known = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const first = dialects[0]!.read(known);
  if (!first.hasError) return first;
  for (const [index, dialect] of dialects.entries()) {
    // A sound text is tried as it is: rephrasing may break it.
    const rephrased = dialect.rephrase?.(known) ?? known;
    for (const tried of new Set([known, rephrased])) {
      if (index === 0 && tried === known) continue;
      const tree = dialect.read(tried);
      if (!tree.hasError) {
        first.dispose();
        return tree;
      }
      tree.dispose();
    }
  }
  return first;
}

let starting: Promise<TreeSitter> | null = null;

/** A grammar that is ready to parse. */
interface Dialect extends Grammar {
  read(text: string): SyntaxTree;
}

async function loadGrammar(grammar: Grammar): Promise<Dialect> {
  if ((globalThis as { readonly WebAssembly?: unknown }).WebAssembly === undefined) {
    throw new LongrangeError({
      code: 'PARSER_UNAVAILABLE',
      message: 'Expected WebAssembly for the parser, got none (node --jitless has none).',
      hint: 'run without --jitless.',
      exitCode: 2,
    });
  }
  starting ??= TreeSitter.create();
  const treeSitter = await starting.catch((cause: unknown) => {
    throw cause instanceof RangeError ? noAddressSpace(cause) : cause;
  });
  const loaded = await treeSitter.load(grammarPath(grammar.file));
  return { ...grammar, read: (text) => parseTree(treeSitter, loaded, text) };
}

function noAddressSpace(cause: RangeError): LongrangeError {
  return new LongrangeError({
    code: 'PARSER_UNAVAILABLE',
    message: `Expected address space for the parser's memory, got none (${cause.message}).`,
    hint: 'V8 reserves some 10 GiB of addresses for each WebAssembly memory: raise the limit (`ulimit -v unlimited`).',
    cause,
  });
}
