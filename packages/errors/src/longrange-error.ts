import { hideSecrets, showControlsInLine } from './safe-text.ts';

/** Exit code of the command line: 1 for a failure, 2 for wrong usage, 3 if a gate does not decide; 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP. */
export type ExitCode = 1 | 2 | 3 | 129 | 130 | 143;

/** Parts of a `LongrangeError`. */
export interface LongrangeErrorOptions {
  /** Stable, machine-readable: `CORPUS_EMPTY`, `CHECKPOINT_CORRUPT`, … */
  readonly code: string;
  /** One or two sentences that say what was expected, what came instead (value and type or shape), and where. */
  readonly message: string;
  /** Advice on how to fix it. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** 2 for wrong input by the user, 1 (the default) for work that failed. */
  readonly exitCode?: ExitCode;
}

/**
 * The one error that longrange throws on purpose. Any other error that surfaces is a defect.
 *
 * `message` does not contain the hint; `String(error)` and `error.stack` show it on a line of its own, after the message. Neither shows a
 * secret that the process knows.
 */
export class LongrangeError extends Error {
  override readonly name: string = 'LongrangeError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor({ code, message, hint, cause, exitCode = 1 }: LongrangeErrorOptions) {
    super(hideSecrets(message), cause === undefined ? {} : { cause });
    this.code = code;
    this.hint = hint === undefined ? undefined : hideSecrets(hint);
    this.exitCode = exitCode;
    if (this.hint !== undefined && this.stack !== undefined)
      this.stack = this.stack.replace(this.message, () => `${this.message}\nHint: ${this.hint}`);
  }

  override toString(): string {
    return this.hint === undefined ? super.toString() : `${super.toString()}\nHint: ${this.hint}`;
  }
}

/** Returns a value and its type as error messages show them, cut to a readable length; `nothing` for undefined. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' || typeof value === 'object' ? jsonOf(value) : String(value);
  return `${shorten(text)} (${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value})`;
}

/** Cuts a text to a readable length and shows its invisible characters. Hides secrets first: part of one would not be recognized. */
export function shorten(text: string): string {
  const shown = hideSecrets(text);
  return showControlsInLine(shown.length > 80 ? `${shown.slice(0, 77)}…` : shown);
}

/** Returns a value's JSON, if it has one; an object's own `toString` may be uninformative, or throw. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Returns the candidate nearest to `word` by edit distance, if it is near enough to have been meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    // This also avoids comparing a megabyte-long word letter by letter.
    if (Math.abs(word.length - candidate.length) >= bestDistance) continue;
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
