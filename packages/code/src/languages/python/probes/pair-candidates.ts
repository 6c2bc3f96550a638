import { clausePairs } from '../../../dependencies/clauses.ts';
import { type Binding, namePairs, type Word, type WordRules } from '../../../dependencies/name-pairs.ts';
import { quotePairs } from '../../../dependencies/quote-pairs.ts';
import type { PairCandidate } from '../../../language/choice.ts';
import type { OutlinedLine, Source } from '../../../language/source.ts';
import type { RandomStream } from '../../../random/random.ts';
import type { DelimiterType } from '../../../text/delimiter-stack.ts';
import { stringTest } from '../../../text/lexical.ts';
import { BUILTINS } from '../names/builtins.ts';
import { isOperand, wordSet } from '../words.ts';
import { rules } from './rules.ts';

/** Dependencies that can be swapped, besides brackets: quotes, clauses and names. */
export function pairCandidates(source: Source, random: RandomStream): PairCandidate[] {
  return [
    ...quotePairs(source, (text, { quoteStart }) => (text[quoteStart] === '"' ? "'" : '"')),
    ...clausePairs(source, rules, random),
    ...namePairs(source, wordRules(source), random),
  ];
}

/** First words of lines that bind the names they mention, or mention something other than values. */
const NO_USE = wordSet('import from def class async global nonlocal del for except case type');

function wordRules({ text, lexical, outline: { lines } }: Source): WordRules {
  const inString = stringTest(lexical);
  const isCode = ({ start, line }: Word) =>
    start < line.line.end && !inString(start) && !mayBeComment(text, start);
  return {
    word: /(?<!\w)[A-Za-z_]\w*/g,
    bindingKind: (word) => (isCode(word) ? bindingKind(text, word) : null),
    isUse: (word) => isCode(word) && isUse(text, word),
    isInScope: (binding, { lineIndex }) => isInScope(lines, binding, lineIndex),
    isPlain: (name) => isOperand(name) && !BUILTINS.has(name) && name !== 'self' && name !== 'cls',
  };
}

/** Returns the kind of binding that a word is; null if it is none. */
function bindingKind(
  text: string,
  { name, start, line: { line, indent, keyword } }: Word,
): Binding['kind'] | null {
  const statement = text.slice(line.first, start);
  const rest = text.slice(start + name.length, line.end);
  if (keyword === 'import' || keyword === 'from') {
    const isName = indent === '' && !/^\s*(?:as\b|\.)/.test(rest) && !/\.\s*$/.test(statement);
    return isName && (keyword === 'import' || /\bimport\b/.test(statement)) && name !== 'import'
      ? 'import'
      : null;
  }
  if (keyword !== 'def' && keyword !== 'class') return null;
  if (new RegExp(`^(?:async\\s+)?${keyword}\\s+$`).test(statement))
    return indent === '' ? 'definition' : null;
  const isParameter = keyword === 'def' && /[(,]\s*\*{0,2}$/.test(statement) && /^\s*[,:=)]/.test(rest);
  return isParameter && depthIn(statement) === 1 ? 'parameter' : null;
}

function depthIn(statement: string): number {
  return (statement.match(/[([{]/g)?.length ?? 0) - (statement.match(/[)\]}]/g)?.length ?? 0);
}

function isUse(text: string, { name, start, line: { keyword } }: Word): boolean {
  if (NO_USE.has(keyword)) return false;
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(start + name.length, start + name.length + 3);
  return (
    !/(?:\.|\b(?:as|for|lambda|import)\s+|[,*]\s*)$/.test(before) &&
    !/^\s*(?:=(?!=)|:=|,|\s+in\b)/.test(after)
  );
}

/** Returns whether a line is in the scope of a binding: the function's block for a parameter, the rest of the text for others. */
function isInScope(
  lines: readonly OutlinedLine[],
  { kind, line, lineIndex }: Binding,
  index: number,
): boolean {
  if (index <= lineIndex) return false;
  if (kind !== 'parameter') return true;
  for (let at = lineIndex + 1; at <= index; at++)
    if (lines[at]!.indent.length <= line.indent.length) return false;
  return true;
}

/** Returns whether a `#` comes before on the line. One in a string begins no comment, and merely costs a use. */
function mayBeComment(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).includes('#');
}

/**
 * Returns whether a logical line may have other brackets in one place. The grammar accepts some things that CPython does not: a base
 * class in place of a type parameter, calls and sets after `del`, the arguments of a Python 2 `print`, stars of arguments, and a bare
 * `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number, closer: number): boolean {
  const [before, inside] = [line.slice(0, opener), line.slice(opener + 1, closer)];
  return (
    !/^(?:class|del)\b|(?<!\.)\b(?:exec|print)\s*$/.test(before) &&
    !/^\s*(?:\*|yield\b)|,\s*\*\*/.test(inside)
  );
}

/** Statements that define, bind or unpack, in which brackets of another type mean something else or nothing. */
const SPECIAL = /^\s*(?:@|(?:async|case|class|def|del|for|from|global|import|match|nonlocal|type|with)\b)/;
const ASSIGNMENT = /(?:^|[^=!<>])=(?!=)/;

/**
 * Returns whether a logical line is sound with brackets of this type in one place, without a parser: true only if the text around shows
 * that they are a call or a subscript in place of each other, or a tuple, list or set.
 */
export function surelyBracket(line: string, opener: number, closer: number, type: DelimiterType): boolean {
  const [before, inside, after] = [
    line.slice(0, opener),
    line.slice(opener + 1, closer),
    line.slice(closer + 1),
  ];
  if (SPECIAL.test(line) || !mayBracket(line, opener, closer)) return false;
  if (type !== '[]' && ASSIGNMENT.test(after)) return false;
  const word = /\w*$/.exec(before.trimEnd())![0];
  const follows = word === '' ? /[)\]}'"]\s*$/.test(before) : isOperand(word);
  if (follows) return type !== '{}' && !/[:=]|\bfor\b|,\s*\*|^\s*$/.test(inside);
  if (line[opener] === '{' && /:|\*\*/.test(inside)) return false;
  return type !== '{}' || word !== 'for';
}
