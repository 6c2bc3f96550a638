import type { DelimiterRecord, StrayCloser } from './delimiter-stack.ts';

/** A string literal; a formatted string is not split at its fields. */
export interface StringRecord {
  /** Offset of the prefix or, without one, of the first opening quote. */
  readonly start: number;
  /** Offset of the first opening quote, after the prefix. */
  readonly quoteStart: number;
  /** Offset after the opening quotes. */
  readonly contentStart: number;
  /** Offset of the first closing quote, or `end` without one. */
  readonly contentEnd: number;
  /** Offset after the closing quotes, or of the place where the literal had to end without them. */
  readonly end: number;
  readonly terminated: boolean;
  /** May span lines, so that only its quotes end it. */
  readonly multiLine: boolean;
  /** The text ends right after it, and one more character could make it the beginning of another string (`""`, then `"""`). */
  readonly isTentative: boolean;
}

/** Role of a logical line, by its first word. */
export type LineRole =
  /** Starts a function or a class. */
  | 'definition'
  /** Belongs to the definition below it. */
  | 'decorator'
  /** Starts a function or a class within a statement, which continues after it; in languages with braces. */
  | 'expression'
  /** Continues the compound statement above it, such as `else`. */
  | 'clause'
  | 'statement'
  /** The text was cut inside or right after the first word. */
  | 'unknown';

/**
 * The lines of a statement, including continuation lines, but neither blank lines nor lines with only a comment. A language without
 * layout lists those that begin a statement of the top level, such as lines outside all brackets.
 */
export interface LogicalLine {
  /** Offset of the indentation, in UTF-16 code units. */
  readonly indentStart: number;
  /** Offset of the first character that is not white space, after the indentation. */
  readonly first: number;
  /** Offset of the line break that ends it, or the end of the text. */
  end: number;
  /** False if the text was cut before the line break. */
  complete: boolean;
  /** Its end announces a block: a colon, or an opening brace. */
  opensBlock?: boolean;
  /** A statement by default. */
  role?: LineRole;
  /** Its first keyword, if `ControlFlowRules` knows it. */
  keyword?: string | null;
}

/** A statement that leaves a function or a loop, such as `return`, anywhere on a line. */
export interface JumpRecord {
  readonly keyword: string;
  /** Offset of the keyword, in UTF-16 code units. */
  readonly position: number;
}

/** A function or a class, at any depth, sound or broken. Offsets are UTF-16 code units. */
export interface Definition {
  /** Offset of its first decorator or, without one, of its header. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** Number of blocks around it. */
  readonly depth: number;
  /** True if it reaches the end of the text. */
  readonly isLast: boolean;
  /** Definitions directly inside it. */
  readonly nested: readonly Definition[];
  /** Minimal code that can stand in its place. */
  readonly stub: string;
  /** Code before and after it that makes it parse alone. */
  readonly around: readonly [string, string];
}

/** Nesting of statements, by indentation or by braces. */
export interface Blocks {
  /** Number of blocks around each logical line. */
  readonly depths: readonly number[];
  /** Level of each logical line: a line is inside the nearest one above with a lower level; a clause has the level of its statement. */
  readonly levels: readonly number[];
  /** Definitions in the order of their beginnings. */
  readonly definitions: readonly Definition[];
}

/** Findings of a language's lexer in sound or broken text; the basis of every text metric but parsing. */
export interface LexicalAnalysis {
  readonly delimiters: readonly DelimiterRecord[];
  readonly strays: readonly StrayCloser[];
  readonly strings: readonly StringRecord[];
  readonly lines: readonly LogicalLine[];
  /** Jumps in the order of the text; present if `ControlFlowRules` know any. */
  readonly jumps?: readonly JumpRecord[];
  /** Nesting of the lines, in languages with braces. */
  readonly blocks?: Blocks;
}

/** Returns the strings that are in no other, in the order of the text. */
export function outermostStrings({ strings }: Pick<LexicalAnalysis, 'strings'>): StringRecord[] {
  let end = 0;
  return strings
    .toSorted((a, b) => a.start - b.start)
    .filter((string) => {
      const isInside = string.start < end;
      end = Math.max(end, string.end);
      return !isInside;
    });
}

/** Returns a function that tests whether an offset is in a string, fields of formatted strings included. */
export function stringTest(lexical: Pick<LexicalAnalysis, 'strings'>): (offset: number) => boolean {
  const strings = outermostStrings(lexical);
  return (offset) => {
    const after = bisect(strings.length, (index) => strings[index]!.start <= offset);
    return after > 0 && strings[after - 1]!.end > offset;
  };
}

/** Offsets of the brackets that open blocks. */
export function blockOpeners(lines: readonly LogicalLine[]): ReadonlySet<number> {
  return new Set(lines.flatMap(({ opensBlock, end }) => (opensBlock ? [end - 1] : [])));
}

/**
 * Returns a function that finds the innermost statement that contains an offset and, if given, a second one; undefined if there is none.
 * Offsets must come in ascending order.
 */
export function statementFinder(
  lines: readonly LogicalLine[],
): (offset: number, to?: number) => LogicalLine | undefined {
  /** Lines that began earlier, each one around the next. */
  const open: LogicalLine[] = [];
  let next = 0;
  return (offset, to = offset) => {
    for (; next < lines.length && lines[next]!.indentStart <= offset; next++) {
      const line = lines[next]!;
      while (open.length > 0 && open.at(-1)!.end <= line.first) open.pop();
      if (line.role !== 'expression') open.push(line);
    }
    return open.findLast(({ end }) => end > to);
  };
}

const TAB = 9;

/** Column of a line's first character after its white space. */
export function indentWidth(
  text: string,
  { indentStart, first }: Pick<LogicalLine, 'indentStart' | 'first'>,
  tabStop: number,
): number {
  let width = 0;
  for (let i = indentStart; i < first; i++) {
    width = text.charCodeAt(i) === TAB ? width + tabStop - (width % tabStop) : width + 1;
  }
  return width;
}

/** Returns the first index from 0 to `length` for which `isBefore` is false; it must be true for all before that and for none after. */
export function bisect(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
