import type { LineRole } from '../language.ts';

/**
 * Keywords that begin a statement and can stand nowhere inside an expression. One of these at the start of a
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

const CLAUSE_KEYWORDS: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);

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

/** The role of a line that begins with `word`; `async` has to be looked at together with the word after it. */
export function roleOfWord(word: string): LineRole {
  if (word === 'def' || word === 'class') return 'definition';
  return CLAUSE_KEYWORDS.has(word) ? 'clause' : 'statement';
}
