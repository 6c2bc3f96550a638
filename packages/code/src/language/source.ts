import type { TextDocument } from '@longrange/errors';
import type { LexicalAnalysis, LogicalLine } from '../text/lexical.ts';
import { bisect } from '../text/lexical.ts';

/** A document of sound code with its lexical analysis. */
export interface LexedDocument extends TextDocument {
  readonly lexical: LexicalAnalysis;
}

/** A document of sound code, analyzed as far as choices require. */
export interface Source extends LexedDocument {
  readonly outline: Outline;
  readonly syntax: Syntax;
}

/** The lines of a program and the headers of its blocks. */
export interface Outline {
  readonly lines: readonly OutlinedLine[];
  readonly headers: readonly Header[];
}

export interface OutlinedLine {
  readonly line: LogicalLine;
  /** White space at the beginning of the line of text that it begins on. */
  readonly indent: string;
  /** Level, as in `Blocks`; the length of the indentation where the lexer finds no blocks. */
  readonly level: number;
  readonly keyword: string;
  /** The innermost header whose block was open before this line. */
  readonly before: Header | null;
  /** The header of the block that this line is in. */
  readonly around: Header | null;
}

/** A line that opens a block. */
export interface Header {
  readonly keyword: string;
  readonly line: LogicalLine;
  readonly indent: string;
  readonly level: number;
  /** Header of the block around it; null at the top level. */
  readonly outer: Header | null;
  /** Number of blocks around it. */
  readonly depth: number;
  /** Index among all headers of the text. */
  readonly index: number;
}

/** Facts from the syntax tree that choices need. */
export interface Syntax {
  readonly lists: readonly ElementList[];
  readonly functions: readonly FunctionScope[];
  /** Names by offset, in languages whose tree determines what they mean. */
  readonly words?: ReadonlyMap<number, KnownWord>;
}

/** A name that is bound for the text up to `end`, or used. */
export interface KnownWord {
  readonly kind: 'import' | 'definition' | 'parameter' | 'use';
  readonly end: number;
}

/** A bracketed list of elements, before which more can be inserted. */
export interface ElementList {
  /** Offset of the bracket, in UTF-16 code units. */
  readonly opener: number;
  readonly type: 'arguments' | 'tuple' | 'list' | 'dictionary';
  /** Elements in the order of the text; `type` is that of the syntax tree's node. */
  readonly elements: readonly { readonly type: string; readonly start: number; readonly end: number }[];
}

/** A function and the names mentioned in it. */
export interface FunctionScope {
  /** Offset of the function, in UTF-16 code units. */
  readonly start: number;
  /** Mentions in the order of the text. */
  readonly mentions: readonly Mention[];
}

/** An identifier in a function. */
export interface Mention {
  readonly name: string;
  /** Offset, in UTF-16 code units. */
  readonly start: number;
  /**
   * `load`: the function itself uses the value. `bind`: a parameter, or assigned to. `other`: an attribute, the name of an argument, or
   * within a lambda, a comprehension or another function, where the name may belong to something else.
   */
  readonly role: 'load' | 'bind' | 'other';
}

/** Finds the block that each logical line is in, and those that it ends, from the lexer's blocks or by indentation. */
export function outline(
  text: string,
  { lines, blocks }: Pick<LexicalAnalysis, 'lines' | 'blocks'>,
  { firstWord }: { firstWord(text: string, first: number): string },
): Outline {
  const headers: Header[] = [];
  let open: Header | null = null;
  let lineStart = 0;
  let searched = 0;
  const outlined = lines.map((line, index) => {
    const lineBreak = text.slice(searched, line.first).lastIndexOf('\n');
    if (lineBreak >= 0) lineStart = searched + lineBreak + 1;
    searched = line.first;
    const indent = blocks === undefined ? text.slice(line.indentStart, line.first) : spaceAt(text, lineStart);
    const level = blocks?.levels[index] ?? indent.length;
    const keyword = line.keyword ?? firstWord(text, line.first);
    const before: Header | null = open;
    while (open !== null && open.level >= level) open = open.outer;
    const around: Header | null = open;
    if (line.opensBlock) {
      open = { keyword, line, indent, level, outer: around, depth: depthOf(around), index: headers.length };
      headers.push(open);
    }
    return { line, indent, level, keyword, before, around };
  });
  return { lines: outlined, headers };
}

/** Returns the white space that begins at an offset. */
function spaceAt(text: string, offset: number): string {
  const space = /[ \t]*/y;
  space.lastIndex = offset;
  return space.exec(text)![0];
}

/** Number of blocks around a line in the block of `header`. */
export function depthOf(header: Header | null): number {
  return header === null ? 0 : header.depth + 1;
}

/** Index of the logical line at an offset, or of the last one before it; −1 before the first. */
export function lineIndexAt(lines: readonly OutlinedLine[], offset: number): number {
  return bisect(lines.length, (index) => lines[index]!.line.indentStart <= offset) - 1;
}

/** Maximum number of characters to read before the line where a dependency begins. */
const CONTEXT = 256;

/** Offset of the first logical line to read, so that line `index` has some context before it; not within a statement. */
export function contextStart(lines: readonly OutlinedLine[], index: number): number {
  const { indentStart } = lines[index]!.line;
  let first = index;
  while (first > 0 && indentStart - lines[first - 1]!.line.indentStart <= CONTEXT) first--;
  while (first > 0 && lines[first]!.line.role === 'expression') first--;
  return lines[first]!.line.indentStart;
}
