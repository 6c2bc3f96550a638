/** Types of brackets, by opener and closer. */
export const DELIMITER_TYPES = ['()', '[]', '{}'] as const;
/** Index into `DELIMITER_TYPES` of one of the six delimiters. */
export function delimiterType(code: number): number {
  return code < 64 ? 0 : code < 96 ? 1 : 2;
}

/** A pair of brackets. */
export type DelimiterType = (typeof DELIMITER_TYPES)[number];

/**
 * - `matched`: closed by its own kind of closer.
 * - `wrongType`: met a closer of another kind while it was the innermost opener, and nothing open matched it.
 * - `closedByForce`: a closer for an opener further out came first.
 * - `unclosed`: the text or the statement ended first.
 * - `censored`: the text was cut first.
 */
export type DelimiterEvent = 'matched' | 'wrongType' | 'closedByForce' | 'unclosed' | 'censored';

/** An opener and its event. Offsets are UTF-16 code units. */
export interface DelimiterRecord {
  readonly type: DelimiterType;
  /** Offset of the opener. */
  readonly opener: number;
  /** 1 for an outermost opener. */
  readonly depth: number;
  /** True for a barrier (see `DelimiterStack`): the brace of a replacement field inside a string. */
  readonly barrier: boolean;
  event: DelimiterEvent;
  /** Offset of the closer, the statement that could not be inside, or the end of the text, whichever decided the event. */
  end: number;
  /** Number of openers of another type between opener and end. */
  attractors: number;
}

/** A closer that closes nothing. */
export interface StrayCloser {
  readonly type: DelimiterType;
  /** Offset, in UTF-16 code units. */
  readonly position: number;
}

interface OpenDelimiter {
  readonly record: DelimiterRecord;
  readonly type: number;
  /** Number of openers of other types before this one. */
  readonly othersBefore: number;
  /** Open delimiters of each type outside the barrier, to be restored when it closes. */
  readonly outside: number[] | null;
}

/**
 * Decides the event of every opener, in sound and broken text alike, in amortized constant time per delimiter:
 *
 * 1. A closer that matches the innermost opener closes it: `matched`.
 * 2. Otherwise, if some opener further out matches, the innermost such one is `matched` and those inside it
 *    are `closedByForce`.
 * 3. Otherwise, if anything is open, the innermost opener is `wrongType`, and removed.
 * 4. Otherwise the closer is a stray.
 *
 * A *barrier* is an opener that closers cannot see past: the brace of a replacement field inside a string,
 * since nothing in the string can close what was opened outside it.
 *
 * An event depends only on the text before the place that decides it, so that a longer text never changes it.
 */
export class DelimiterStack {
  readonly records: DelimiterRecord[] = [];
  readonly strays: StrayCloser[] = [];
  readonly #open: OpenDelimiter[] = [];
  readonly #seen = [0, 0, 0];
  #reachable = [0, 0, 0];

  get depth(): number {
    return this.#open.length;
  }

  /** Type of the innermost opener, as an index into `DELIMITER_TYPES`; undefined without any. */
  get top(): number | undefined {
    return this.#open.at(-1)?.type;
  }

  /** @param type index into `DELIMITER_TYPES`. */
  open(type: number, position: number, barrier = false): void {
    const record: DelimiterRecord = {
      type: DELIMITER_TYPES[type]!,
      opener: position,
      depth: this.#open.length + 1,
      barrier,
      event: 'unclosed',
      end: position,
      attractors: 0,
    };
    this.records.push(record);
    const outside = barrier ? this.#reachable : null;
    if (barrier) this.#reachable = [0, 0, 0];
    this.#open.push({ record, type, othersBefore: this.#othersSeen(type), outside });
    this.#seen[type]!++;
    this.#reachable[type]!++;
  }

  close(type: number, position: number): void {
    if (this.#open.length === 0) {
      this.strays.push({ type: DELIMITER_TYPES[type]!, position });
      return;
    }
    if (this.#reachable[type] === 0) {
      this.#pop('wrongType', position);
      return;
    }
    while (this.#open.at(-1)!.type !== type) this.#pop('closedByForce', position);
    this.#pop('matched', position);
  }

  /** Removes the innermost openers until `depth` are left. They share one event, decided at `position`. */
  abandon(depth: number, position: number, event: 'unclosed' | 'censored'): void {
    while (this.#open.length > depth) this.#pop(event, position);
  }

  #pop(event: DelimiterEvent, position: number): void {
    const { record, type, othersBefore, outside } = this.#open.pop()!;
    record.event = event;
    record.end = position;
    record.attractors = this.#othersSeen(type) - othersBefore;
    if (outside === null) this.#reachable[type]!--;
    else this.#reachable = outside;
  }

  #othersSeen(type: number): number {
    return this.#seen[0]! + this.#seen[1]! + this.#seen[2]! - this.#seen[type]!;
  }
}
