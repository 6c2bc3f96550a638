/** A line that opens a level: the offset of its first character, and its number. */
export interface Start {
  readonly header: number;
  readonly headerLine: number;
}

/** An indentation level: that of a block, or of lines that are indented without one. */
export interface Level extends Start {
  indent: string;
  width: number;
  /** Indentation of its lines beyond the level below; null at the top level, and if it does not begin with that of the level below. */
  unit: string | null;
  /** Blocks that it adds around its lines: 1, or 0 for a line that is only out of place. */
  readonly blocks: 0 | 1;
  readonly isBlock: boolean;
  /** Number of logical lines at it. */
  lines: number;
  /** Alternative place of the block, until it is known which of two lines is out of place. */
  alternate: { readonly indent: string; readonly isCounted: boolean } | null;
  /** Blocks that a line between two levels seemed to end, the outermost first: they may continue after it. */
  readonly displaced: readonly Level[];
}

/** Open levels, the outermost (the top level) first. */
export class BlockLevels {
  readonly #levels: Level[];
  #depth = 0;

  constructor(base: Level) {
    this.#levels = [base];
  }

  get top(): Level {
    return this.#levels.at(-1)!;
  }

  /** The level below the innermost one; the top level itself if there is no other. */
  get below(): Level {
    return this.#levels.at(-2) ?? this.top;
  }

  get isBase(): boolean {
    return this.#levels.length === 1;
  }

  /** Number of blocks around a line on the innermost level. */
  get depth(): number {
    return this.#depth;
  }

  push(level: Level): Level {
    this.#levels.push(level);
    this.#depth += level.blocks;
    return level;
  }

  /** Removes the levels deeper than `width`. Returns them, the outermost first. */
  popDeeperThan(width: number): Level[] {
    const ended: Level[] = [];
    while (!this.isBase && this.top.width > width) ended.push(this.#pop());
    return ended.reverse();
  }

  /** Restores the blocks that the innermost level displaced, up to the one at `indent`. Returns whether there is one. */
  restore(indent: string): boolean {
    const { displaced } = this.top;
    const index = displaced.findIndex((level) => level.indent === indent);
    if (index < 0) return false;
    this.#pop();
    for (const level of displaced.slice(0, index + 1)) this.push(level);
    return true;
  }

  /** Moves the innermost level. Its old place remains possible for the next line, unless the move is settled. */
  moveTop(indent: string, width: number, isSettled: boolean): void {
    const { top, below } = this;
    top.alternate = isSettled ? null : { indent: top.indent, isCounted: true };
    top.indent = indent;
    top.width = width;
    if (!this.isBase) top.unit = unitBeyond(below.indent, indent) ?? top.unit;
  }

  #pop(): Level {
    const level = this.#levels.pop()!;
    this.#depth -= level.blocks;
    return level;
  }
}

export function levelAt(indent: string, width: number, { header, headerLine }: Start): Level {
  return {
    indent,
    width,
    header,
    headerLine,
    unit: null,
    blocks: 0,
    isBlock: true,
    lines: 0,
    alternate: null,
    displaced: [],
  };
}

/** Half of the characters of `indent` beyond `below`, if the two halves are equal. */
export function halfOf(indent: string, below: string): string | null {
  const beyond = unitBeyond(below, indent);
  if (beyond === null) return null;
  const half = beyond.slice(beyond.length / 2);
  return half + half === beyond ? half : null;
}

/** Characters of `indent` beyond `below`; null if it does not begin with that. */
export function unitBeyond(below: string, indent: string): string | null {
  return indent.startsWith(below) ? indent.slice(below.length) : null;
}
