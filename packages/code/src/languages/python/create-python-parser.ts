import { createParser, type ParserOptions } from '../../parser/create-parser.ts';
import type { SyntaxParser } from '../../parser/syntax-parser.ts';
import { python } from './python.ts';

/** `createParser` for Python. */
export function createPythonParser(options: ParserOptions = {}): Promise<SyntaxParser> {
  return createParser(python, options);
}
