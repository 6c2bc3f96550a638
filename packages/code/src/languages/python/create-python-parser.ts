import { createParser } from '../../parser/create-parser.ts';
import type { SyntaxParser } from '../../parser/syntax-parser.ts';
import { python } from './python.ts';

/** `createParser` for Python. */
export function createPythonParser(): Promise<SyntaxParser> {
  return createParser(python);
}
