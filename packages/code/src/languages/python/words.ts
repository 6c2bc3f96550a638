import type { LineRole } from '../../text/lexical.ts';

/** A tab leads "to the next multiple of eight" (Python Language Reference, 2.1.8). */
export const TAB_STOP = 8;

/** Length of `continue` and `nonlocal`. */
export const LONGEST_KEYWORD = 8;

/** Returns the set of words in a text. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/**
 * Keywords that begin a statement and cannot occur inside an expression. One of these at the start of a
 * line proves that the brackets still open were never going to be closed.
 */
export const STATEMENT_KEYWORDS =
  wordSet(`assert break class continue def del elif except finally global import
  nonlocal pass raise return try while with`);

/** Keywords that may occur within an expression; all words but these and those above are operands. */
const OPERATOR_KEYWORDS = wordSet('and as async await else for from if in is lambda not or yield');

const CONSTANTS = wordSet('None True False');

const CLAUSE_KEYWORDS = wordSet('elif else except finally');

/** Keywords that begin compound statements and their clauses. */
export const BLOCK_KEYWORDS = wordSet('case class def elif else except finally for if match try while with');

/** Ordinary names, unless the text after them makes a statement of them. */
const SOFT_KEYWORDS = wordSet('case match');

export const JUMP_KEYWORDS = wordSet('break continue return');

const LONGEST_PREFIX = 2;
const STRING_PREFIXES = wordSet('b br f fr r rb rf rt t tr u');

export interface StringPrefix {
  readonly raw: boolean;
  /** Has replacement fields: an f-string or (Python 3.14) a t-string. */
  readonly formatted: boolean;
}

export const PLAIN_PREFIX: StringPrefix = { raw: false, formatted: false };

/** Returns the meaning of a word right before a quote as a prefix of the string; null if it is no prefix. */
export function stringPrefix(word: string): StringPrefix | null {
  if (word.length > LONGEST_PREFIX) return null;
  const lower = word.toLowerCase();
  if (!STRING_PREFIXES.has(lower)) return null;
  return { raw: lower.includes('r'), formatted: lower.includes('f') || lower.includes('t') };
}

/** Returns whether a word is a value: a name, a number, `None`. */
export function isOperand(word: string): boolean {
  return !OPERATOR_KEYWORDS.has(word) && !STATEMENT_KEYWORDS.has(word);
}

/** Returns whether a word cannot name anything. */
export function isReserved(word: string): boolean {
  return !isOperand(word) || CONSTANTS.has(word);
}

/** The role of a line that begins with `word`; `async` counts together with the word after it. */
export function roleOfWord(word: string): LineRole {
  if (word === 'def' || word === 'class') return 'definition';
  return CLAUSE_KEYWORDS.has(word) ? 'clause' : 'statement';
}

export function isSoftKeyword(word: string | null): boolean {
  return word !== null && SOFT_KEYWORDS.has(word);
}

/** First word of a statement, after `async`. */
export function firstWord(text: string, first: number): string {
  const pattern = /(?:async[ \t]+)?([A-Za-z_]\w*)/y;
  pattern.lastIndex = first;
  return pattern.exec(text)?.[1] ?? '';
}
