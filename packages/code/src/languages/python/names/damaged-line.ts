import { BLANK, CLOSER, classOf, LINE_BREAK, OPENER, QUOTE, WORD } from '../characters.ts';
import { tokenEnd } from '../scan.ts';
import { isOperand, stringPrefix } from '../words.ts';
import type { NameCollector } from './collector.ts';
import { Scope } from './scope.ts';
import { readName, type Surroundings } from './walk.ts';

const CONSTANTS: ReadonlySet<string> = new Set(['False', 'None', 'True']);

/** What is longer is no name that anybody would read again. */
const LONGEST_NAME = 256;

export interface DamagedName {
  readonly name: string;
  readonly position: number;
  /** The keyword right before it. */
  readonly after: string;
  /** It is where a parameter would be: first after the parenthesis of a definition, or after a comma right inside it. */
  readonly isParameter: boolean;
}

/** The names in a line that does not parse, outside strings and comments; attributes are none. @param base offset of the line */
export function damagedNames(line: string, base: number): DamagedName[] {
  const names: DamagedName[] = [];
  let before = '';
  let depth = 0;
  for (let start = 0; start < line.length; ) {
    const end = tokenEnd(line, start);
    const token = line.slice(start, Math.min(end, start + LONGEST_NAME));
    const kind = classOf(line.charCodeAt(start));
    if (kind === OPENER) depth++;
    else if (kind === CLOSER) depth--;
    else if (kind === WORD && before !== '.' && isName(token, line.charCodeAt(end))) {
      const isParameter = depth === 1 && ['(', ',', '*'].includes(before);
      names.push({ name: readName(token), position: base + start, after: before, isParameter });
    }
    if (kind !== BLANK && kind !== LINE_BREAK) before = token;
    start = end;
  }
  return names;
}

function isName(word: string, next: number): boolean {
  if (/^\d/.test(word) || !isOperand(word) || CONSTANTS.has(word)) return false;
  return classOf(next) !== QUOTE || stringPrefix(word) === null;
}

/**
 * Binds what can be told of the header of a function or class that does not parse: its name, and the parameters. Whatever else is
 * there may be bound or not. Returns what its body is in.
 */
export function bindDamagedHeader(
  names: readonly DamagedName[],
  { scope, loop }: Surroundings,
  collector: NameCollector,
): Surroundings {
  const own = names.find(({ after }) => after === 'def' || after === 'class');
  const isClass = own?.after === 'class';
  if (own !== undefined) collector.add('bind', scope, own.name, own.position, null);
  const inner = isClass ? new Scope('class', scope, own.name) : new Scope('function', scope);
  for (const one of names) {
    if (one === own) continue;
    const event = one.isParameter && !isClass ? 'bind' : 'unclear';
    collector.add(event, inner, one.name, one.position, null);
  }
  return { scope: inner, loop: isClass ? loop : null };
}
