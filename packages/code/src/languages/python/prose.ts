import { BLANK, classOf, HASH, QUOTE, WORD } from './characters.ts';
import { tokenEnd } from './scan.ts';
import { isOperand } from './words.ts';

/** Words that begin a statement and are names elsewhere; Python 2 had two more. */
const SOFT_STATEMENTS: ReadonlySet<string> = new Set(['case', 'exec', 'match', 'print', 'type', 'lazy']);

const LONGEST_WORD = 64;

/** Whether two names or numbers are beside each other, as in no line of Python. */
export function isProse(line: string): boolean {
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
