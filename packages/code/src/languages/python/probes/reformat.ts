import { stringTest } from '../../../text/lexical.ts';
import { exchangeBreaks } from '../../exchange-breaks.ts';
import { analyzePython } from '../lexer.ts';

/** Exchanges line breaks and spaces, unless a comment, a string or a backslash needs its line break. */
export function reformat(text: string, opener: number, closer: number): string | null {
  const isInString = stringTest(analyzePython(text, { cut: true }));
  return exchangeBreaks(text, opener, closer, isInString, (at, _, joins) => {
    const isNeeded = text[at] === '\n' ? isInString(at) : /[#\\\r]/.test(text[at]!) && !isInString(at);
    return joins && isNeeded;
  });
}
