import { stringTest } from '../../../text/lexical.ts';
import { exchangeBreaks } from '../../exchange-breaks.ts';
import { analyzeEcmascript } from '../lexer.ts';

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
