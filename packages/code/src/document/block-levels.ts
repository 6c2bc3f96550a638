import type { LogicalLine } from '../text/lexical.ts';

/** A place at which lines are indented: that of a block, or of lines that are where no block is. */
export interface Level {
  indent: string;
  width: number;
  /** Offset and line number of the first character of the line that opened it. */
  readonly header: number;
  readonly headerLine: number;
  /** What its lines are indented by beyond the level below; null at the top level and where it is no more than that. */
  unit: string | null;
  /** Blocks that it adds around its lines: 1, and 0 of a line that is only out of place. */
  readonly blocks: 0 | 1;
  readonly isBlock: boolean;
  /** Logical lines at it. */
  lines: number;
  /** Where the block may be as well, as long as it is open which of two lines is out of place. */
  alternate: { readonly indent: string; readonly isCounted: boolean } | null;
  /** The blocks that a line between two levels seemed to end, the outermost first: they may go on after it. */
  readonly displaced: readonly Level[];
}

/** The levels that are open, the outermost (the top level) first. */
export class BlockLevels {
  readonly #levels: Level[];
  #depth = 0;

  constructor(base: Level) {
    this.#levels = [base];
  }

  get top(): Level {
    return this.#levels.at(-1)!;
  }

  /** What is below the innermost level; the top level itself where there is no other. */
  get below(): Level {
    return this.#levels.at(-2) ?? this.top;
  }

  get isBase(): boolean {
    return this.#levels.length === 1;
  }

  /** Blocks around a line on the innermost level. */
  get depth(): number {
    return this.#depth;
  }

  push(level: Level): Level {
    this.#levels.push(level);
    this.#depth += level.blocks;
    return level;
  }

  /** Takes away what is deeper than `width`, the outermost first. */
  popDeeperThan(width: number): Level[] {
    const ended: Level[] = [];
    while (!this.isBase && this.top.width > width) ended.push(this.#pop());
    return ended.reverse();
  }

  /** Puts back the blocks that the innermost level displaced, up to the one at `indent`. Returns whether there is one. */
  restore(indent: string): boolean {
    const { displaced } = this.top;
    const index = displaced.findIndex((level) => level.indent === indent);
    if (index < 0) return false;
    this.#pop();
    for (const level of displaced.slice(0, index + 1)) this.push(level);
    return true;
  }

  /** Moves the innermost level; where it was stays possible for the next line. */
  moveTop(indent: string, width: number, isSettled: boolean): void {
    const { top, below } = this;
    top.alternate = isSettled ? null : { indent: top.indent, isCounted: true };
    top.indent = indent;
    top.width = width;
    if (!this.isBase && indent.startsWith(below.indent)) top.unit = indent.slice(below.indent.length);
  }

  #pop(): Level {
    const level = this.#levels.pop()!;
    this.#depth -= level.blocks;
    return level;
  }
}

export function levelAt(
  indent: string,
  width: number,
  header: Pick<LogicalLine, 'first'>,
  headerLine: number,
): Level {
  return {
    indent,
    width,
    header: header.first,
    headerLine,
    unit: null,
    blocks: 0,
    isBlock: true,
    lines: 0,
    alternate: null,
    displaced: [],
  };
}

/** Half of what `indent` has beyond `below`, where that is the same twice. */
export function halfOf(indent: string, below: string): string | null {
  if (!indent.startsWith(below)) return null;
  const beyond = indent.slice(below.length);
  const half = beyond.slice(beyond.length / 2);
  return half + half === beyond ? half : null;
}

export function isNearer(width: number, to: Level, than: Level): boolean {
  return Math.abs(width - to.width) < Math.abs(width - than.width);
}

/** What the lines of a level are indented by beyond the one below, if it is where it may be as well. */
export function alternativeUnit({ alternate }: Level, { indent }: Level): string | null {
  return alternate?.indent.startsWith(indent) ? alternate.indent.slice(indent.length) : null;
}
