import { LongrangeError } from '@longrange/errors';

/** Tokens in a key/value cache, which can be taken off at the end and added to. */
export interface CachedSequence {
  /**
   * Holds these tokens afterwards and returns the distribution after the last: its natural logarithms over the vocabulary. Where it fails it holds none.
   * @param common so many at the beginning are what it holds, if it holds so many: after a failure those that were to be in the cache are not
   */
  read(tokens: readonly number[], common: number): Promise<Float32Array>;
}

interface Slot {
  readonly sequence: CachedSequence;
  /** What it will hold when all that it was asked is done, if nothing fails. */
  tokens: readonly number[];
  usedAt: number;
}

/**
 * Distributions after any tokens, from a few sequences that each keep what they read last. The one that has the most in common with the tokens is cut back to that and reads the
 * rest: a token more costs one step, another token instead of the last as well.
 *
 * One reads at a time: side by side an answer was now and then far off, and why is not known (docs/log.md, SmolLM2-135M in CI).
 */
export class PrefixCache {
  readonly #slots: readonly Slot[];
  readonly #size: number;
  #clock = 0;
  #reading: Promise<unknown> = Promise.resolve();

  /** @param size tokens that a sequence can hold */
  constructor(sequences: readonly CachedSequence[], size: number) {
    this.#slots = sequences.map((sequence) => ({ sequence, tokens: [], usedAt: 0 }));
    this.#size = size;
  }

  /** @throws LongrangeError `GGUF_CONTEXT_FULL` */
  after(tokens: readonly number[]): Promise<Float32Array> {
    if (tokens.length > this.#size) throw full(tokens.length, this.#size);
    const { slot, common } = this.#choose(tokens);
    // The last token is read again where nothing else is new: its distribution was not kept.
    const keep = Math.min(common, tokens.length - 1);
    slot.tokens = tokens;
    slot.usedAt = ++this.#clock;
    const answer = this.#reading.then(() => slot.sequence.read(tokens, keep));
    this.#reading = answer.catch(() => undefined);
    return answer;
  }

  /** The sequence that has half of what it holds in common with the tokens or more, and the most of those; else the one that was not used for the longest time. */
  #choose(tokens: readonly number[]): { readonly slot: Slot; readonly common: number } {
    const all = this.#slots.map((slot) => ({ slot, common: inCommon(slot.tokens, tokens) }));
    const near = all.filter(({ slot, common }) => common > 0 && 2 * common >= slot.tokens.length);
    if (near.length > 0) return near.reduce((best, one) => (one.common > best.common ? one : best));
    return all.reduce((oldest, one) => (one.slot.usedAt < oldest.slot.usedAt ? one : oldest));
  }
}

function inCommon(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return length;
}

function full(tokens: number, size: number): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_CONTEXT_FULL',
    message: `Expected a text of at most ${size} tokens, which the context has room for, got one of ${tokens}.`,
    hint: 'ask for a larger `contextSize`, or measure shorter texts.',
    exitCode: 2,
  });
}
