/** Ranges of which each lies within another or beside it: tells the innermost one around a position in logarithmic time. */
export class NestedRanges<T> {
  readonly #starts: number[] = [];
  readonly #innermost: (T | null)[] = [];

  /** @param ranges each from `start` up to `end`, exclusive */
  constructor(ranges: readonly { readonly start: number; readonly end: number; readonly value: T }[]) {
    const sorted = ranges
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    const open: { end: number; value: T }[] = [];
    const closeUpTo = (position: number): void => {
      while (open.length > 0 && open.at(-1)!.end <= position) {
        const { end } = open.pop()!;
        this.#mark(end, open.at(-1)?.value ?? null);
      }
    };
    for (const { start, end, value } of sorted) {
      closeUpTo(start);
      open.push({ end, value });
      this.#mark(start, value);
    }
    closeUpTo(Number.POSITIVE_INFINITY);
  }

  at(position: number): T | null {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return this.#innermost[low - 1] ?? null;
  }

  #mark(start: number, value: T | null): void {
    this.#starts.push(start);
    this.#innermost.push(value);
  }
}
