interface Watched {
  /** Characters that certainly belong to the text. */
  readonly text: string;
  /** Stop text that the character completed; not part of `text`. */
  readonly stop?: string;
}

/** Finds stop texts in a stream of characters, and holds back characters that may begin one. */
export class StopWatcher {
  private readonly stops: readonly string[];
  private held = '';

  constructor(stops: readonly string[]) {
    // Among stop texts that end at the same character, the longest wins.
    this.stops = [...stops].sort((a, b) => b.length - a.length);
  }

  push(character: string): Watched {
    this.held += character;
    const stop = this.stops.find((text) => this.held.endsWith(text));
    if (stop !== undefined) return { text: this.release(this.held.length - stop.length), stop };
    return { text: this.release(this.held.length - this.lengthToHold()) };
  }

  /** Returns the characters held back, at the end of the stream. */
  flush(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }

  /** Length of the longest suffix of `held` that begins a stop text. */
  private lengthToHold(): number {
    const starts = (length: number) => {
      const end = this.held.slice(this.held.length - length);
      return this.stops.some((text) => text.length > length && text.startsWith(end));
    };
    let length = Math.min(this.held.length, (this.stops[0]?.length ?? 1) - 1);
    while (length > 0 && !starts(length)) length--;
    return length;
  }
}
