import { checkedLanguage } from '../../language/checked-language.ts';
import type { Language, NameRules, OracleChoice, ProbeRules } from '../../language/language.ts';
import { stringTest } from '../../text/lexical.ts';
import { exchangeBreaks } from '../exchange-breaks.ts';
import { complete } from './complete.ts';
import { controlFlow } from './control-flow.ts';
import { analyzeEcmascript } from './lexer.ts';
import { withDocumented } from './names/documented.ts';
import { ownNames } from './names/own-names.ts';
import { nameRecovery } from './names/recovery.ts';
import { resolveNames } from './names/resolve.ts';
import { NameCollector } from './names/scope.ts';
import { walkNames } from './names/walk.ts';
import { createTypeScriptOracle } from './oracle/typescript.ts';
import { mayBracket, surelyBracket } from './probes/brackets.ts';
import { lengthControlled } from './probes/length-controlled.ts';
import { pairCandidates } from './probes/pair-candidates.ts';
import { readSyntax } from './probes/read-syntax.ts';
import { rephrase } from './rephrase.ts';
import { isKeyword, isReserved } from './words.ts';

/**
 * The rules of scope of JavaScript and TypeScript. What is bound anywhere in a scope is bound in all of it; types are names like
 * others. The last statement of a text that was cut is left out, since it could have continued.
 */
const names: NameRules = {
  analyze(source) {
    const { text, cut, statements, lexical } = source;
    const collector = new NameCollector();
    const recoverNames = nameRecovery(source, collector);
    let next = 0;
    for (const statement of statements) {
      const { start, end, tree, complete } = statement;
      const first = next;
      while (next < lexical.lines.length && lexical.lines[next]!.first < end) next++;
      if (!complete) continue;
      if (tree.hasError) recoverNames(statement, first, next);
      else walkNames(tree, text.slice(start, end), start, collector);
    }
    return withDocumented(resolveNames(collector, cut), source);
  },
  own: ownNames,
  isReserved,
};

const probes: ProbeRules = {
  firstWord,
  readSyntax,
  complete,
  mayBracket,
  surelyBracket,
  reformat,
  pairCandidates,
  lengthControlled,
};

/** First word of a line. */
function firstWord(text: string, first: number): string {
  const word = /[A-Za-z_$][\w$]*/y;
  word.lastIndex = first;
  return word.exec(text)?.[0] ?? '';
}

const shared = { strings: { multiLine: { isProse }, fields: true }, controlFlow, names, probes };

const oracle = (language: 'typescript' | 'javascript'): OracleChoice => ({
  name: 'typescript',
  title: "TypeScript's compiler",
  package: 'typescript',
  create: () => createTypeScriptOracle({ language }),
});

/** JavaScript, ECMAScript 2026, with JSX. */
export const javascript: Language = checkedLanguage({
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
});

/** TypeScript 5, with JSX: a text whose path does not end in either is sound as `.ts` or as `.tsx`. */
export const typescript: Language = checkedLanguage({
  ...shared,
  id: 'typescript',
  name: 'TypeScript',
  fileExtensions: ['.ts', '.mts', '.cts', '.tsx'],
  grammars: [
    { file: 'tree-sitter-typescript.wasm', fileExtensions: ['.ts', '.mts', '.cts'], rephrase },
    { file: 'tree-sitter-tsx.wasm', fileExtensions: ['.tsx'], rephrase },
  ],
  defaults: {
    corpora: [{ name: 'typescript-40m', description: '34 packages of npm, 38 million training characters' }],
    projects: 'typescript-projects-1',
    prompt: 'export function ',
  },
  oracle: oracle('typescript'),
  analyze: (text, options) => analyzeEcmascript(text, options, true),
});

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

/** Ends and beginnings of code between which a line break means nothing. */
const BEFORE = /(?:[,([{;:?&|=]|=>|(?<!\+)\+|(?<!-)-)\s*$/;
const AFTER = /^\s*(?:[)\]},.;:?&|]|=(?!>))/;

/** Exchanges line breaks and spaces, unless a line break may end a statement or a slash may be part of a comment, an element or a regex. */
export function reformat(text: string, opener: number, closer: number): string | null {
  const { lines, delimiters, ...lexical } = analyzeEcmascript(text, { cut: true }, true);
  const isInString = stringTest(lexical);
  const headers = new Set(lines.flatMap(({ role, end }) => (role === 'expression' ? [] : [end - 1])));
  const blockEnds = new Set(delimiters.flatMap((one) => (headers.has(one.opener) ? [one.end] : [])));
  return exchangeBreaks(text, opener, closer, isInString, (at, last) => {
    if (text[at] !== '\n') return /[/\r]/.test(text[at]!) && !isInString(at);
    const isSafe =
      BEFORE.test(text.slice(last - 1, last + 1)) ||
      AFTER.test(text.slice(at, closer + 1)) ||
      blockEnds.has(last);
    return isInString(at) || !isSafe;
  });
}
