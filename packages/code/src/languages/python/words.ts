import type { LineRole } from '../../text/lexical.ts';

/** A tab leads "to the next multiple of eight" (Python Language Reference, 2.1.8). */
export const TAB_STOP = 8;

/** Length of `continue` and `nonlocal`. */
export const LONGEST_KEYWORD = 8;

/**
 * Keywords that begin a statement and cannot occur inside an expression. One of these at the start of a
 * line proves that whatever bracket is still open was never going to be closed.
 */
export const STATEMENT_KEYWORDS: ReadonlySet<string> = new Set([
  'assert',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'except',
  'finally',
  'global',
  'import',
  'nonlocal',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
]);

/** Keywords after which an expression may go on; all words but these and those above are operands. */
const OPERATOR_KEYWORDS: ReadonlySet<string> = new Set([
  'and',
  'as',
  'async',
  'await',
  'else',
  'for',
  'from',
  'if',
  'in',
  'is',
  'lambda',
  'not',
  'or',
  'yield',
]);

const CLAUSE_KEYWORDS: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);

/** Keywords that begin compound statements and their clauses. */
const BLOCK_KEYWORDS: ReadonlySet<string> = new Set([
  ...CLAUSE_KEYWORDS,
  'case',
  'class',
  'def',
  'for',
  'if',
  'match',
  'try',
  'while',
  'with',
]);

/** Names like any other, unless what comes after makes a statement of them. */
const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['case', 'match']);

const JUMP_KEYWORDS: ReadonlySet<string> = new Set(['break', 'continue', 'return']);

const LONGEST_PREFIX = 2;
const STRING_PREFIXES: ReadonlySet<string> = new Set([
  'b',
  'br',
  'f',
  'fr',
  'r',
  'rb',
  'rf',
  'rt',
  't',
  'tr',
  'u',
]);

export interface StringPrefix {
  readonly raw: boolean;
  /** Has replacement fields: an f-string or (Python 3.14) a t-string. */
  readonly formatted: boolean;
}

export const PLAIN_PREFIX: StringPrefix = { raw: false, formatted: false };

/** What a word right before a quote says about the string, or null where it is no prefix. */
export function stringPrefix(word: string): StringPrefix | null {
  if (word.length > LONGEST_PREFIX) return null;
  const lower = word.toLowerCase();
  if (!STRING_PREFIXES.has(lower)) return null;
  return { raw: lower.includes('r'), formatted: lower.includes('f') || lower.includes('t') };
}

/** Whether a word is a value: a name, a number, `None`. */
export function isOperand(word: string): boolean {
  return !OPERATOR_KEYWORDS.has(word) && !STATEMENT_KEYWORDS.has(word);
}

/** The role of a line that begins with `word`; `async` has to be looked at together with the word after it. */
export function roleOfWord(word: string): LineRole {
  if (word === 'def' || word === 'class') return 'definition';
  return CLAUSE_KEYWORDS.has(word) ? 'clause' : 'statement';
}

export function isBlockKeyword(word: string): boolean {
  return BLOCK_KEYWORDS.has(word);
}

export function isSoftKeyword(word: string | null): boolean {
  return word !== null && SOFT_KEYWORDS.has(word);
}

export function isJumpKeyword(word: string): boolean {
  return JUMP_KEYWORDS.has(word);
}
