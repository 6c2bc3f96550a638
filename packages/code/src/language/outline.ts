import type { LexicalAnalysis, LogicalLine } from '../text/lexical.ts';

/** A line that opens a block. */
export interface Header {
  readonly keyword: string;
  readonly line: LogicalLine;
  readonly indent: string;
  /** Of the block around it, and so on; null at the top level. */
  readonly outer: Header | null;
  /** Blocks around it. */
  readonly depth: number;
  /** Among all headers of the text. */
  readonly index: number;
}

export interface OutlinedLine {
  readonly line: LogicalLine;
  readonly indent: string;
  readonly keyword: string;
  /** The innermost header whose block was open before this line. */
  readonly before: Header | null;
  /** The header of the block that this line is in. */
  readonly around: Header | null;
}

/** The lines of a program and the headers of its blocks. */
export interface Outline {
  readonly lines: readonly OutlinedLine[];
  readonly headers: readonly Header[];
}

/** Which block each logical line is in, and which it ends, by its indentation. */
export function outline(
  text: string,
  { lines }: Pick<LexicalAnalysis, 'lines'>,
  { firstWord }: { firstWord(text: string, first: number): string },
): Outline {
  const headers: Header[] = [];
  let open: Header | null = null;
  const outlined = lines.map((line) => {
    const indent = text.slice(line.indentStart, line.first);
    const keyword = firstWord(text, line.first);
    const before: Header | null = open;
    while (open !== null && open.indent.length >= indent.length) open = open.outer;
    const around: Header | null = open;
    if (line.opensBlock) {
      open = { keyword, line, indent, outer: around, depth: depthOf(around), index: headers.length };
      headers.push(open);
    }
    return { line, indent, keyword, before, around };
  });
  return { lines: outlined, headers };
}

/** The number of blocks around a line in the block of `header`. */
export function depthOf(header: Header | null): number {
  return header === null ? 0 : header.depth + 1;
}

/** Index of the logical line in which an offset lies, or of the last one before it; −1 before the first. */
export function lineIndexAt(lines: readonly OutlinedLine[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.line.indentStart <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Characters before the first end that are read, at most; whole logical lines. */
const CONTEXT = 256;

/** Index of the first of the logical lines to read so that some context comes before line `index`. */
export function firstLineToRead(lines: readonly OutlinedLine[], index: number): number {
  let first = index;
  while (first > 0 && lines[index]!.line.indentStart - lines[first - 1]!.line.indentStart <= CONTEXT) first--;
  return first;
}
