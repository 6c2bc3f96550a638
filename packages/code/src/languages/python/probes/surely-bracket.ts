import type { DelimiterType } from '../../../text/delimiter-stack.ts';
import { isOperand } from '../words.ts';
import { mayBracket } from './pair-candidates.ts';

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
