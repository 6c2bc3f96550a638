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
 * Distributions after any tokens, from a few sequences that each keep what they read last. One of them is cut back to what it has in common with the tokens and reads the
 * rest: a token more costs one step, another token instead of the last as well.
 *
 * One reads at a time. llama.cpp puts the distributions of a batch in order when the first is read, and node-llama-cpp reads them from several threads at once: of texts of different lengths,
 * now and then one got what was another's (docs/decisions.md, 36).
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

  /**
   * The sequence that costs least: tokens to be read, and the square of those that it would lose, if it was asked lately. Tokenisations of a text come in turn, and when two differ in their
   * last n tokens, reading them in one place has cost about n² so far: enough to read one of them elsewhere.
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

/** Questions; what was asked about before them has left the beam. */
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
