import { stringTest } from '../../../text/lexical.ts';
import { analyzeEcmascript } from '../lexer.ts';

/** Ends and beginnings of code between which a line break means nothing. */
const BEFORE = /(?:[,([{;:?&|=]|=>|(?<!\+)\+|(?<!-)-)\s*$/;
const AFTER = /^\s*(?:[)\]},.;:?&|]|=(?!>))/;

/**
 * Returns the text with a space for each line break between two brackets or, if there are none, with a line break for each space after a comma.
 * Strings are left alone. Null if there is nothing to exchange, if a line break may end a statement, and where slashes may be comments,
 * elements or regular expressions.
 */
export function reformat(text: string, opener: number, closer: number): string | null {
  const { lines, delimiters, ...lexical } = analyzeEcmascript(text, { cut: true }, true);
  const isInString = stringTest(lexical);
  const headers = new Set(lines.flatMap(({ role, end }) => (role === 'expression' ? [] : [end - 1])));
  const blockEnds = new Set(delimiters.flatMap((one) => (headers.has(one.opener) ? [one.end] : [])));
  const joins = text.slice(opener, closer).includes('\n');
  let changed = text.slice(0, opener);
  let last = opener;
  for (let at = opener; at < closer; at++) {
    const character = text[at]!;
    const isExchanged = joins
      ? character === '\n'
      : character === ' ' && text[at - 1] === ',' && !isInString(at);
    if (/[/\r]/.test(character) && !isInString(at)) return null;
    if (joins && isExchanged) {
      const isSafe =
        BEFORE.test(text.slice(last - 1, last + 1)) ||
        AFTER.test(text.slice(at, closer + 1)) ||
        blockEnds.has(last);
      if (isInString(at) || !isSafe) return null;
    }
    if (!/\s/.test(character)) last = at;
    changed += isExchanged ? (joins ? ' ' : '\n') : character;
  }
  return changed === text.slice(0, closer) ? null : changed + text.slice(closer);
}
