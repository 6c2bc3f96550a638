import type { Language, OracleChoice } from '../../language/language.ts';
import { controlFlow } from './control-flow.ts';
import { analyzeEcmascript } from './lexer.ts';
import { names } from './names/names.ts';
import { createTypeScriptOracle } from './oracle/typescript.ts';
import { probes } from './probes/probes.ts';
import { exhausts, rephrase } from './rephrase.ts';
import { isKeyword } from './words.ts';

const shared = { strings: { multiLine: { isProse }, fields: true }, controlFlow, names, probes };

const oracle = (language: 'typescript' | 'javascript'): OracleChoice => ({
  name: 'typescript',
  title: "TypeScript's compiler",
  package: 'typescript',
  create: () => createTypeScriptOracle({ language }),
});

/** JavaScript, ECMAScript 2026, with JSX. */
export const javascript: Language = {
  ...shared,
  id: 'javascript',
  name: 'JavaScript',
  fileExtensions: ['.js', '.mjs', '.cjs', '.jsx'],
  grammars: [{ file: 'tree-sitter-javascript.wasm', rephrase }],
  defaults: {
    corpora: [
      { name: 'javascript-70m', description: 'twelve projects of npm, 72 million training characters' },
    ],
    projects: 'javascript-projects-1',
    prompt: 'function ',
  },
  oracle: oracle('javascript'),
  analyze: (text, options) => analyzeEcmascript(text, options, false),
};

const grammar = { rephrase, exhausts };

/** TypeScript 5, with JSX: a text is sound as `.ts` or as `.tsx`. */
export const typescript: Language = {
  ...shared,
  id: 'typescript',
  name: 'TypeScript',
  fileExtensions: ['.ts', '.mts', '.cts', '.tsx'],
  grammars: [
    { ...grammar, file: 'tree-sitter-typescript.wasm' },
    { ...grammar, file: 'tree-sitter-tsx.wasm' },
  ],
  defaults: {
    corpora: [{ name: 'typescript-40m', description: '34 packages of npm, 38 million training characters' }],
    projects: 'typescript-projects-1',
    prompt: 'export function ',
  },
  oracle: oracle('typescript'),
  analyze: (text, options) => analyzeEcmascript(text, options, true),
};

const LITERAL_OR_COMMENT = /"[^"]*"?|'[^']*'?|`[^`]*`?|\/\/.*|\/\*.*?(?:\*\/|$)|^\s*\*.*/g;
const TWO_WORDS = /(?<![\w$.])([a-z]+)[ \t]+(?=([a-z]+))/gi;

/** Returns whether two names are next to each other, which in code occurs only in the text of JSX elements. */
function isProse(line: string): boolean {
  const code = line.replace(LITERAL_OR_COMMENT, '""');
  if (/[<>]/.test(code)) return false;
  for (const [, first, second] of code.matchAll(TWO_WORDS))
    if (!isKeyword(first!) && !isKeyword(second!)) return true;
  return false;
}
