import { checkedLanguage } from '../../language/checked-language.ts';
import type { Language } from '../../language/language.ts';
import { createParser, type SyntaxParser } from '../../parser/create-parser.ts';
import { stringTest } from '../../text/lexical.ts';
import type { NameAnalysis, NameSource } from '../../text/names.ts';
import { exchangeBreaks } from '../exchange-breaks.ts';
import { controlFlow } from './control-flow.ts';
import { analyzePython } from './lexer.ts';
import { ownNames } from './names/own-names.ts';
import { nameRecovery } from './names/recovery.ts';
import { resolveNames } from './names/resolve.ts';
import { NameCollector } from './names/scope.ts';
import { walkNames } from './names/walk.ts';
import { createCPythonOracle } from './oracle/cpython.ts';
import { lengthControlled } from './probes/length-controlled.ts';
import { mayBracket, pairCandidates, surelyBracket } from './probes/pair-candidates.ts';
import { readSyntax } from './probes/read-syntax.ts';
import { rephrase } from './rephrase.ts';
import { BLANK, classOf, HASH, QUOTE, tokenEnd, WORD } from './scan.ts';
import { firstWord, isOperand, isReserved, TAB_STOP, wordSet } from './words.ts';

/** Python 3, up to the lexical syntax of 3.14. */
export const python: Language = checkedLanguage({
  id: 'python',
  name: 'Python',
  fileExtensions: ['.py'],
  defaults: {
    corpora: [
      { name: 'stdlib', description: 'the Python standard library' },
      { name: 'python-80m', description: 'stdlib and nine PyPI projects, 88 million training characters' },
      {
        name: 'pypi-since:YYYY-MM',
        description: 'only held-out text: code added to thirteen projects since that month',
      },
    ],
    projects: 'python-projects-1',
    prompt: 'def ',
  },
  grammars: [{ file: 'tree-sitter-python.wasm', rephrase }],
  analyze: analyzePython,
  strings: { multiLine: { isProse }, fields: true },
  layout: { tabStop: TAB_STOP, emptyStatement: 'pass' },
  controlFlow,
  names: { analyze: analyzeNames, own: ownNames, isReserved },
  probes: {
    firstWord,
    readSyntax,
    mayBracket,
    surelyBracket,
    reformat,
    pairCandidates,
    lengthControlled,
  },
  oracle: {
    name: 'cpython',
    title: 'CPython',
    package: 'pyodide',
    create: createCPythonOracle,
  },
});

/** Resolves names by Python's rules of scope, in sound and broken text; see docs/metrics.md, metric 5. */
function analyzeNames(source: NameSource): NameAnalysis {
  const { text, statements, lexical, isMisplaced } = source;
  const { lines } = lexical;
  const collector = new NameCollector();
  const recoverNames = nameRecovery(source, collector);
  let next = 0;
  for (const statement of statements) {
    const first = next;
    while (next < lines.length && lines[next]!.first < statement.end) next++;
    const isDamaged = statement.tree.hasError || isMisplaced.slice(first + 1, next).includes(true);
    collector.isComplete = statement.complete;
    if (statement.complete && isDamaged) recoverNames(first, next);
    else walkNames(statement.tree, text.slice(statement.start, statement.end), statement.start, collector);
  }
  return resolveNames(collector, source);
}

/** Names that may begin a statement, two of them in Python 2 only. */
const SOFT_STATEMENTS = wordSet('case exec match print type lazy');

const LONGEST_WORD = 64;

/** Returns whether two names or numbers are next to each other, which no line of Python has. */
function isProse(line: string): boolean {
  let before = '';
  for (let start = 0; start < line.length; ) {
    const end = tokenEnd(line, start);
    const code = line.charCodeAt(start);
    const kind = classOf(code);
    const isWord = kind === WORD && classOf(line.charCodeAt(end)) !== QUOTE;
    const word = isWord ? line.slice(start, Math.min(end, start + LONGEST_WORD)) : '';
    const isValue = isWord && isOperand(word);
    if (isValue && before !== '') return true;
    if (isValue) before = SOFT_STATEMENTS.has(word) ? '' : word;
    else if (kind !== BLANK && code !== HASH) before = '';
    start = end;
  }
  return false;
}

/** `createParser` for Python. */
export function createPythonParser(): Promise<SyntaxParser> {
  return createParser(python);
}

/** Exchanges line breaks and spaces, unless a comment, a string or a backslash needs its line break. */
export function reformat(text: string, opener: number, closer: number): string | null {
  const isInString = stringTest(analyzePython(text, { cut: true }));
  return exchangeBreaks(text, opener, closer, isInString, (at, _, joins) => {
    const isNeeded = text[at] === '\n' ? isInString(at) : /[#\\\r]/.test(text[at]!) && !isInString(at);
    return joins && isNeeded;
  });
}
