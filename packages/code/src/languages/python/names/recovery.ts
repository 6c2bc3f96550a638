import type { LogicalLine } from '../../../text/lexical.ts';
import type { NameSource, SyntaxTree } from '../../../text/names.ts';
import { BLANK, CLOSER, classOf, LINE_BREAK, OPENER, QUOTE, tokenEnd, WORD } from '../scan.ts';
import { isOperand, stringPrefix } from '../words.ts';
import { type Loop, type NameCollector, Scope } from './scope.ts';
import { readName, type Surroundings, walkNames } from './walk.ts';

/** Statements in deeper blocks are not tried as a whole, which keeps the time linear. */
const DEEPEST_BLOCK = 16;

/** Text that makes a clause a statement. */
const CLAUSE_PREFIXES: ReadonlyMap<string | null, string> = new Map([
  ['elif', 'if 0: pass\n'],
  ['else', 'if 0: pass\n'],
  ['except', 'try: pass\n'],
  ['finally', 'try: pass\n'],
  ['case', 'match 0:\n '],
]);

const BODY = '\n  pass';

interface OpenBlock extends Surroundings {
  readonly depth: number;
  /** The loop that ends with the block. */
  readonly ownLoop: Loop | null;
}

/**
 * Reads the names of a statement that does not parse. The parser's recovery from an error may turn a definition into a call, and
 * everything around it into an ERROR node. So the lexer's lines, which know their blocks, take the statement apart: a statement in it
 * that parses is read like any other, one that does not is taken apart again, and in a line that does not parse names may be anything.
 * One slip then makes one line unknown, rather than the parameters and bindings of everything around it.
 */
export function nameRecovery(source: NameSource, collector: NameCollector) {
  const { lexical, depths, isMisplaced, text } = source;
  const { lines } = lexical;
  const open: OpenBlock[] = [];
  /** Lines that were tried, by their index: true for those that parse by themselves. */
  const isSound = new Map<number, boolean>();
  const around = (): Surroundings => open.at(-1) ?? { scope: collector.module, loop: null };
  const parse = <T>(piece: string, read: (tree: SyntaxTree) => T): T => {
    const tree = source.parse(piece);
    try {
      return read(tree);
    } finally {
      tree.dispose();
    }
  };
  const closeBlocks = (depth: number): void => {
    while (open.length > 0 && open.at(-1)!.depth >= depth) {
      const { ownLoop } = open.pop()!;
      if (ownLoop !== null) ownLoop.endedAt = collector.time;
    }
  };
  /** A line as a statement of its own. */
  const alone = (index: number) => {
    const line = lines[index]!;
    // A decorator alone is an expression.
    const first = line.role === 'decorator' ? line.first + 1 : line.first;
    const prefix = prefixOf(line);
    const piece = `${prefix}${text.slice(first, line.end)}${line.opensBlock ? BODY : ''}`;
    const bodyAt = line.opensBlock ? piece.length - BODY.length : Number.POSITIVE_INFINITY;
    return { piece, base: first - prefix.length, bodyAt };
  };
  const parsesAlone = (index: number): boolean => {
    const known = isSound.get(index) ?? parse(alone(index).piece, ({ hasError }) => !hasError);
    isSound.set(index, known);
    return known;
  };
  /**
   * Reads a statement with its clauses and blocks, or a clause with its block, if it is sound. Returns the line after it, or null if it is
   * not. Decorators, and the clauses of a statement that is not, are read one by one: tried together from each of them on, many would take
   * quadratic time.
   */
  const readWhole = (index: number, end: number): number | null => {
    const depth = depths[index]!;
    const { first, role } = lines[index]!;
    if (depth > DEEPEST_BLOCK || !parsesAlone(index)) return null;
    let next = index + 1;
    for (; next < end; next++) {
      const isOwnClause = depths[next] === depth && lines[next]!.role === 'clause' && role !== 'clause';
      if (depths[next]! <= depth && !isOwnClause) break;
      if (isMisplaced[next] || !parsesAlone(next)) return null;
    }
    if (next === index + 1) return null;
    const prefix = prefixOf(lines[index]!);
    const piece = `${prefix}${text.slice(first, lines[next - 1]!.end)}`;
    return parse(piece, (tree) => {
      if (tree.hasError) return null;
      walkNames(tree, piece, first - prefix.length, collector, around());
      return next;
    });
  };
  const readDamaged = (line: LogicalLine): Surroundings => {
    const { scope, loop } = around();
    const names = damagedNames(text.slice(line.first, line.end), line.first);
    collector.inDamage += names.length;
    if (line.role === 'definition') return bindDamagedHeader(names, { scope, loop }, collector);
    for (const { name, position } of names) collector.add('unclear', scope, name, position, null);
    const isLoop = line.keyword === 'for' || line.keyword === 'while';
    return { scope, loop: loop ?? (isLoop ? { endedAt: Number.POSITIVE_INFINITY } : null) };
  };
  const readLine = (index: number): void => {
    const outer = around();
    let inner: Surroundings;
    if (parsesAlone(index)) {
      const { piece, base, bodyAt } = alone(index);
      inner = parse(piece, (tree) => walkNames(tree, piece, base, collector, outer, bodyAt) ?? outer);
    } else inner = readDamaged(lines[index]!);
    const ownLoop = inner.loop === outer.loop ? null : inner.loop;
    open.push({ ...inner, depth: depths[index]!, ownLoop });
  };
  /** @param first index of the first line, which is in the module @param end index after the last */
  return (first: number, end: number): void => {
    // The statement as a whole does not parse.
    if (end === first + 1) isSound.set(first, false);
    for (let index = first; index < end; ) {
      closeBlocks(depths[index]!);
      const next = readWhole(index, end);
      if (next === null) readLine(index);
      index = next ?? index + 1;
    }
    closeBlocks(0);
    isSound.clear();
  };
}

function prefixOf({ keyword }: LogicalLine): string {
  return CLAUSE_PREFIXES.get(keyword ?? null) ?? '';
}

const CONSTANTS: ReadonlySet<string> = new Set(['False', 'None', 'True']);

/** Maximum length of a name; a longer word is cut, since it is hardly a name that is read again. */
const LONGEST_NAME = 256;

interface DamagedName {
  readonly name: string;
  readonly position: number;
  /** The token right before it. */
  readonly after: string;
  /** Stands in the place of a parameter: first after the parenthesis of a definition, or after a comma directly inside it. */
  readonly isParameter: boolean;
}

/** Names in a line that does not parse, outside strings and comments, without attributes. @param base offset of the line */
function damagedNames(line: string, base: number): DamagedName[] {
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
 * Binds the name and the parameters of a function or class whose header does not parse. Other names in it may be bound or not.
 * Returns the surroundings of its body.
 */
function bindDamagedHeader(
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
