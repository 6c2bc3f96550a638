import { stringTest } from '../../../text/lexical.ts';
import { analyzePython } from '../lexer.ts';

/**
 * Returns the text with a space for each line break between two brackets or, if there are none, with a line break for each space after a comma.
 * Strings are left alone. Null if there is nothing to exchange, or if a comment, a string or a backslash needs its line break.
 */
export function reformat(text: string, opener: number, closer: number): string | null {
  const isInString = stringTest(analyzePython(text, { cut: true }));
  const joins = text.slice(opener, closer).includes('\n');
  let changed = text.slice(0, opener);
  for (let at = opener; at < closer; at++) {
    const character = text[at]!;
    const isNeeded = character === '\n' ? isInString(at) : /[#\\\r]/.test(character) && !isInString(at);
    if (joins && isNeeded) return null;
    const isExchanged = joins
      ? character === '\n'
      : character === ' ' && text[at - 1] === ',' && !isInString(at);
    changed += isExchanged ? (joins ? ' ' : '\n') : character;
  }
  return changed === text.slice(0, closer) ? null : changed + text.slice(closer);
}
