import type { Language } from '../../language/language.ts';
import { controlFlow } from './control-flow.ts';
import { analyzeEcmascript } from './lexer.ts';
import { probes } from './probes/probes.ts';
import { isKeyword } from './words.ts';

const shared = { strings: { multiLine: { isProse }, fields: true }, controlFlow, probes };

/** JavaScript, ECMAScript 2026, with JSX. */
export const javascript: Language = {
  ...shared,
  id: 'javascript',
  name: 'JavaScript',
  fileExtensions: ['.js', '.mjs', '.cjs', '.jsx'],
  grammars: [{ package: 'tree-sitter-javascript', wasmFile: 'tree-sitter-javascript.wasm' }],
  probeProgram: 'export class A {\n  #b = (c) => <b>{[1, c]}</b>;\n}\n',
  analyze: (text, options) => analyzeEcmascript(text, options, false),
};

/** TypeScript 5, with JSX: a text is sound as `.ts` or as `.tsx`. */
export const typescript: Language = {
  ...shared,
  id: 'typescript',
  name: 'TypeScript',
  fileExtensions: ['.ts', '.mts', '.cts', '.tsx'],
  grammars: [
    { package: 'tree-sitter-typescript', wasmFile: 'tree-sitter-typescript.wasm', export: 'typescript' },
    { package: 'tree-sitter-typescript', wasmFile: 'tree-sitter-tsx.wasm', export: 'tsx' },
  ],
  probeProgram: 'export class A<T> {\n  #b = (c: T): T[] => [c, <T>c];\n}\n',
  analyze: (text, options) => analyzeEcmascript(text, options, true),
};

const LITERAL_OR_COMMENT = /"[^"]*"?|'[^']*'?|`[^`]*`?|\/\/.*|\/\*.*?(?:\*\/|$)|^\s*\*.*/g;
const TWO_WORDS = /(?<![\w$.])([a-z]+)[ \t]+(?=([a-z]+))/gi;

/** Returns whether two names are next to each other, as in no code but the text of elements. */
function isProse(line: string): boolean {
  const code = line.replace(LITERAL_OR_COMMENT, '""');
  if (/[<>]/.test(code)) return false;
  for (const [, first, second] of code.matchAll(TWO_WORDS))
    if (!isKeyword(first!) && !isKeyword(second!)) return true;
  return false;
}
