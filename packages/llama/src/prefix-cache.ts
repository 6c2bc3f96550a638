import { LongrangeError } from '@longrange/errors';

/** Tokens in a key/value cache, which can be truncated and extended. */
export interface CachedSequence {
  /**
   * Reads and keeps these tokens (none on failure); returns the distribution after the last: natural logarithms over the vocabulary.
   * @param common number of tokens at the beginning that it already holds, unless an earlier read failed
   */
  read(tokens: readonly number[], common: number): Promise<Float32Array>;
}

interface Slot {
  readonly sequence: CachedSequence;
  /** Tokens that the sequence will hold after all reads so far, unless one fails. */
  tokens: readonly number[];
  usedAt: number;
}

/**
 * Returns distributions after any tokens, from a few sequences that keep the tokens they read last. One is truncated to the tokens in
 * common and reads the rest: one more token costs one step, and so does replacing the last. Only one sequence reads at a time: llama.cpp
 * sorts the distributions of a batch when the first is read, while node-llama-cpp reads them from several threads, so that among texts of
 * different lengths one occasionally received another's distribution (docs/decisions.md, 36).
 */
export class PrefixCache {
  readonly #slots: readonly Slot[];
  readonly #size: number;
  #clock = 0;
  #reading: Promise<unknown> = Promise.resolve();

  /** @param size maximum number of tokens of a sequence */
  constructor(sequences: readonly CachedSequence[], size: number) {
    this.#slots = sequences.map((sequence) => ({ sequence, tokens: [], usedAt: 0 }));
    this.#size = size;
  }

  /** @throws LongrangeError `GGUF_CONTEXT_FULL` */
  after(tokens: readonly number[]): Promise<Float32Array> {
    if (tokens.length > this.#size) throw full(tokens.length, this.#size);
    const { slot, common } = this.#choose(tokens);
    // The last token is read again if nothing else is new, since its distribution was not kept.
    const keep = Math.min(common, tokens.length - 1);
    slot.tokens = tokens;
    slot.usedAt = ++this.#clock;
    const answer = this.#reading.then(() => slot.sequence.read(tokens, keep));
    this.#reading = answer.catch(() => undefined);
    return answer;
  }

  /**
   * Chooses the cheapest sequence: tokens to read plus, if it was used recently, the square of those it would lose. As tokenizations
   * alternate, two that differ in their last n tokens have cost about n² in one sequence so far: enough to read one of them elsewhere.
   */
  #choose(tokens: readonly number[]): { readonly slot: Slot; readonly common: number } {
    const all = this.#slots.map((slot) => {
      const common = inCommon(slot.tokens, tokens);
      const isRecent = this.#clock - slot.usedAt < RECENT;
      const lost = isRecent ? slot.tokens.length - common : 0;
      return { slot, common, cost: tokens.length - common + lost ** 2 };
    });
    return all.reduce((best, one) => {
      const isOlder = one.cost === best.cost && one.slot.usedAt < best.slot.usedAt;
      return one.cost < best.cost || isOlder ? one : best;
    });
  }
}

/** Number of questions that count as recent; tokenizations last read before these have left the beam. */
const RECENT = 32;

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
