import { bisect, type LogicalLine, stringTest } from '../../../text/lexical.ts';
import type { NameSource, StatementTree, SyntaxTree } from '../../../text/names.ts';
import { complete } from '../complete.ts';
import { isReserved } from '../words.ts';
import type { NameCollector } from './scope.ts';
import { walkNames } from './walk.ts';

/** Code in place of a line that does not parse, without which those around it would not parse either. */
const STUBS: Readonly<Record<string, string>> = {
  class: 'class _',
  if: 'if(0)',
  'else if': 'else if(0)',
  else: 'else',
  catch: 'catch',
  switch: 'switch(0)',
  case: 'case 0:',
};

/** A line of the lexer, with the lines below it that are within it. */
interface Piece {
  readonly line: LogicalLine;
  readonly isMember: boolean;
  /** Its text between the statements in functions that it contains. */
  readonly parts: { start: number; end: number }[];
}

/**
 * Reads the names of a statement that does not parse. The lexer's lines take it apart: a line that does not parse by itself, without
 * the statements in it, is blanked, and the rest is read as if it were not there. In a blanked line names may be anything. If the rest
 * does not parse either, that holds for the whole statement.
 */
export function nameRecovery(source: NameSource, collector: NameCollector) {
  const { text, lexical } = source;
  const isInString = stringTest(lexical);
  const parses = (piece: string, read?: (tree: SyntaxTree) => void): boolean => {
    const tree = source.parse(piece);
    try {
      if (!tree.hasError) read?.(tree);
      return !tree.hasError;
    } finally {
      tree.dispose();
    }
  };
  const addDamaged = (start: number, end: number): void => {
    for (const { index, 1: name } of text.slice(start, end).matchAll(NAME)) {
      if (name === undefined || isReserved(name) || isInString(start + index)) continue;
      collector.inDamage++;
      collector.unclear.add(name);
    }
  };
  const isSound = ({ line, isMember, parts }: Piece): boolean => {
    const [before, after] = complete(line).at(isMember ? -1 : 0)!;
    return parses(before + parts.map(({ start, end }) => text.slice(start, end)).join('') + after);
  };
  /** Returns a statement's text with blanks and stubs for lines that do not parse, and whether its brackets show how it nests. */
  const repaired = ({ start, end }: StatementTree, pieces: readonly Piece[]) => {
    const characters = text.slice(start, end).split('');
    const blank = (from: number, to: number) => characters.fill(' ', from - start, to - start);
    const write = (code: string, at: number) => {
      for (let index = 0; index < code.length; index++) characters[at - start + index] = code[index]!;
    };
    for (const piece of pieces) {
      if (isSound(piece)) continue;
      const { line, isMember, parts } = piece;
      for (const part of parts) {
        blank(part.start, part.end);
        addDamaged(part.start, part.end);
      }
      const isElseIf = /^else\s+if/.test(text.slice(line.first, line.end));
      const known = STUBS[isElseIf ? 'else if' : (line.keyword ?? '')];
      const isBlock = line.opensBlock && line.keyword !== 'case';
      const stub = `${known ?? (isMember && isBlock ? '_()' : '')}${isBlock ? '{' : ''}` || ';';
      if (stub.length <= line.end - line.first) write(stub, line.first);
    }
    let isNested = true;
    for (const { position } of within(lexical.strays, ({ position }) => position, start, end)) {
      blank(position, position + 1);
      isNested = false;
    }
    let missing = '';
    for (const one of within(lexical.delimiters, ({ opener }) => opener, start, end)) {
      const { opener, type, event, end: closedAt } = one;
      if (event === 'matched' || characters[opener - start] !== type[0]) continue;
      isNested = false;
      const isForced =
        event === 'closedByForce' && closedAt < end && characters[closedAt - start - 1]?.trim() === '';
      if (isForced) write(type[1]!, closedAt - 1);
      else missing = `${type[1]}${missing}`;
    }
    return { piece: characters.join('') + missing, isNested };
  };
  /** @param first index of the first line @param next index after the last */
  return (statement: StatementTree, first: number, next: number): void => {
    const pieces = piecesOf(source, first, next);
    const { piece, isNested } = repaired(statement, pieces);
    const before = collector.mentions.length;
    const isRead = parses(piece, (tree) => walkNames(tree, piece, statement.start, collector));
    if (!isRead) addDamaged(statement.start, statement.end);
    // Where a bracket is missing, a scope may end too early or too late.
    if (!isNested) for (const { name } of collector.mentions.slice(before)) collector.unclear.add(name);
  };
}

/** Returns the records of a list, in the order of the text, that lie between two offsets. */
function within<T>(records: readonly T[], at: (record: T) => number, start: number, end: number): T[] {
  const [first, next] = [start, end].map((limit) => bisect(records.length, (i) => at(records[i]!) < limit));
  return records.slice(first, next);
}

function piecesOf({ lexical: { lines }, depths }: NameSource, first: number, next: number): Piece[] {
  const pieces: Piece[] = [];
  /** Pieces around the current line, and the last line at each depth. */
  const around: Piece[] = [];
  const atDepth: LogicalLine[] = [];
  for (let index = first; index < next; index++) {
    const line = lines[index]!;
    const depth = depths[index]! - (line.role === 'expression' ? 0 : 1);
    const isMember = line.role !== 'expression' && atDepth[depth]?.keyword === 'class';
    atDepth[depth + 1] = line;
    if (line.role === 'expression') continue;
    while (around.length > 0 && around.at(-1)!.line.end <= line.first) around.pop();
    const outer = around.at(-1)?.parts.at(-1);
    if (outer !== undefined) {
      around.at(-1)!.parts.push({ start: line.end, end: outer.end });
      outer.end = line.first;
    }
    const piece = { line, isMember, parts: [{ start: line.first, end: line.end }] };
    pieces.push(piece);
    around.push(piece);
  }
  return pieces;
}

/** Matches a comment, or a name without a dot before it. */
const NAME = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|(?<![\w$.#])([A-Za-z_$][\w$]*)/g;
