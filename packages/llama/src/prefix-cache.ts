import { LongrangeError } from '@longrange/errors';

/** Tokens in a key/value cache, which can be truncated and extended. */
export interface CachedSequence {
  /**
   * Holds these tokens afterward and returns the distribution after the last one, as natural logarithms over the vocabulary. Holds none after a failure.
   * @param common number of tokens at the beginning that it already holds, unless an earlier read failed
   */
  read(tokens: readonly number[], common: number): Promise<Float32Array>;
}

interface Slot {
  readonly sequence: CachedSequence;
  /** Tokens that it will hold after all reads so far, unless one fails. */
  tokens: readonly number[];
  usedAt: number;
}

/**
 * Returns distributions after any tokens, from a few sequences that each keep the tokens that they read last. One of them is cut back to the tokens in common and reads the rest: one more token
 * costs one step, and so does another token in place of the last.
 *
 * Only one sequence reads at a time. llama.cpp sorts the distributions of a batch when the first is read, and node-llama-cpp reads them from several threads at once: with texts of different
 * lengths, one occasionally received another's distribution (docs/decisions.md, 36).
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
   * Chooses the sequence of least cost: tokens to be read, plus the square of the tokens that it would lose if it was used recently. Tokenizations of a text come in turn, and if two differ in
   * their last n tokens, reading them in one place has cost about n² so far: enough to read one of them elsewhere.
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

/** Number of recent questions; tokenizations that were asked about earlier have left the beam. */
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
