import { setImmediate } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';

/** Reading of a sequence: tokens in a key/value cache, which can be truncated and extended. */
export interface SequenceReading {
  /** Index of the sequence. */
  readonly sequence: number;
  /** Tokens to hold afterwards. */
  readonly tokens: readonly number[];
  /** Number of tokens at the beginning that it already holds, unless an earlier reading failed. */
  readonly common: number;
  /** Number of distributions to return: after each of the last tokens. */
  readonly count: number;
}

/** Sequences that keep the tokens they read last. */
export interface CachedSequences {
  /** Number of sequences. */
  readonly sequences: number;
  /** True if `read` takes readings of several sequences, and returns several distributions of each; else it gets one reading, with a `count` of 1. */
  readonly isBatched: boolean;
  /** Reads and keeps tokens (none on failure). Returns the distributions of each reading: natural logarithms over the vocabulary. */
  read(readings: readonly SequenceReading[]): Promise<readonly (readonly Float32Array[])[]>;
}

interface Slot {
  readonly sequence: number;
  /** Tokens that the sequence will hold after all reads so far, unless one fails. */
  tokens: readonly number[];
  usedAt: number;
}

interface Waiting extends SequenceReading {
  readonly resolve: (distributions: readonly Float32Array[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Returns distributions after any tokens, from a few sequences that keep the tokens they read last. One is truncated to the tokens in
 * common and reads the rest: one more token costs one step, and so does replacing the last. Sequences that are not batched read one at a time:
 * llama.cpp sorts the distributions of a batch when the first is read, while node-llama-cpp reads them from several threads, so that among texts
 * of different lengths one occasionally received another's distribution (docs/decisions.md, 36).
 */
export class PrefixCache {
  readonly #cached: CachedSequences;
  readonly #slots: readonly Slot[];
  readonly #size: number;
  readonly #recent: number;
  readonly #waiting: Waiting[] = [];
  #clock = 0;
  #isReading = false;

  /** @param size maximum number of tokens of a sequence */
  constructor(cached: CachedSequences, size: number) {
    this.#cached = cached;
    this.#slots = Array.from({ length: cached.sequences }, (_, sequence) => ({
      sequence,
      tokens: [],
      usedAt: Number.NEGATIVE_INFINITY,
    }));
    this.#size = size;
    // A sequence of each text is read in turn.
    this.#recent = cached.isBatched ? RECENT * cached.sequences : RECENT;
  }

  /**
   * Returns the distributions after each of the last `count` tokens.
   * @throws LongrangeError `GGUF_CONTEXT_FULL`
   */
  after(tokens: readonly number[], count = 1): Promise<readonly Float32Array[]> {
    if (tokens.length > this.#size) throw full(tokens.length, this.#size);
    const { slot, common } = this.#choose(tokens);
    slot.tokens = tokens;
    slot.usedAt = ++this.#clock;
    return new Promise((resolve, reject) => {
      // Tokens whose distributions are asked for are read again, since these were not kept.
      const reading = {
        sequence: slot.sequence,
        tokens,
        common: Math.min(common, tokens.length - count),
        count,
      };
      this.#waiting.push({ ...reading, resolve, reject });
      if (!this.#isReading) this.#readAll();
    });
  }

  /** Tells that nothing will continue these tokens. A sequence that holds them is free for others. */
  release(tokens: readonly number[]): void {
    const slot = this.#slots.find((one) => one.tokens === tokens);
    if (slot !== undefined) slot.usedAt = Number.NEGATIVE_INFINITY;
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      if (this.#cached.isBatched) await othersToAsk();
      const readings = this.#takeNext();
      try {
        const answers = await this.#cached.read(readings);
        readings.forEach(({ resolve }, index) => {
          resolve(answers[index]!);
        });
      } catch (error) {
        for (const { reject } of readings) reject(error);
      }
    }
    this.#isReading = false;
  }

  /** Takes a long reading, or if none waits, all short ones that are the first of their sequence: these have become as many as there can be. */
  #takeNext(): Waiting[] {
    const seen = new Set<number>();
    const firsts = this.#waiting.filter(({ sequence }) => !seen.has(sequence) && seen.add(sequence));
    const long = this.#cached.isBatched ? firsts.find((one) => !isShort(one)) : firsts[0];
    const taken = long === undefined ? firsts : [long];
    for (const one of taken) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    return taken;
  }

  /**
   * Chooses the cheapest sequence: tokens to read plus, if it was used recently, the square of those it would lose. As tokenizations
   * alternate, two that differ in their last n tokens have cost about n² in one sequence so far: enough to read one of them elsewhere.
   */
  #choose(tokens: readonly number[]): { readonly slot: Slot; readonly common: number } {
    const all = this.#slots.map((slot) => {
      const common = inCommon(slot.tokens, tokens);
      const isRecent = this.#clock - slot.usedAt < this.#recent;
      const lost = isRecent ? slot.tokens.length - common : 0;
      return { slot, common, cost: tokens.length - common + lost ** 2 };
    });
    return all.reduce((best, one) => {
      const isOlder = one.cost === best.cost && one.slot.usedAt < best.slot.usedAt;
      return one.cost < best.cost || isOlder ? one : best;
    });
  }
}

/** Waits until those who were answered last have asked again: their questions are gathered for one turn of the event loop. */
async function othersToAsk(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await setImmediate();
}

/** Maximum number of new tokens of readings that go together. */
const SHORT = 16;

function isShort({ tokens, common }: SequenceReading): boolean {
  return tokens.length - common <= SHORT;
}

/** Number of a text's questions that count as recent; tokenizations last read before these have left the beam. */
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
