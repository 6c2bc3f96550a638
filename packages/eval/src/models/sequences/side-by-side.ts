import { describeValue, LongrangeError } from '@longrange/errors';
import { nextTurn } from '../../statistics/next-turn.ts';
import { sumsOfRows } from '../sums-of-rows.ts';

/**
 * Character model with a state, which reads many texts side by side, in chunks, and each character only once. A text being read is a
 * sequence; the caller chooses its number. `fromSequences` makes an `EvaluatedModel` of it.
 */
export interface SequenceModel {
  /** Name in results. */
  readonly name: string;
  /** Characters that the model can predict; character i has the id i. */
  readonly alphabet: readonly string[];
  /**
   * Distribution of a text's first character, [V] natural logarithms; null if the model needs a character to start from. In that case, a
   * first character counts as a uniform guess, and a sample begins after a newline.
   */
  readonly first: Float32Array | null;
  /** Maximum number of sequences to advance at once, 64 by default. */
  readonly batchSize?: number;
  /** Opens sequences at the beginning of a text. */
  open(sequences: readonly number[]): void | Promise<void>;
  /**
   * Reads T more characters of each of B sequences.
   * @param ids [B × T] int32, row-major
   * @param rows places in `ids` after which to predict the next character, ascending
   * @returns [rows.length × V] float32, natural logarithms of probabilities
   */
  advance(sequences: readonly number[], ids: Int32Array, rows: Int32Array): Promise<Float32Array>;
  /** Copies each sequence in `from` to the number at the same place in `to`. */
  fork(from: readonly number[], to: readonly number[]): void | Promise<void>;
  /** Forgets sequences. */
  close(sequences: readonly number[]): void | Promise<void>;
}

/** Fixed cost of a call, in steps; affects only how many characters are read at once. */
const CALL_STEPS = 8;
/** Maximum number of characters of a sequence to read at once. */
export const CHUNK = 128;
const BATCH_SIZE = 64;

/** Characters of a sequence that wait to be read. */
interface Waiting {
  readonly sequence: number;
  readonly ids: Int32Array;
  /** Places in `ids` after which to predict, ascending. */
  readonly after: readonly number[];
  /** True if the sequence is not read again, so that it may be advanced beyond its end. */
  readonly isLast: boolean;
  readonly resolve: (rows: Float32Array) => void;
  readonly reject: (error: unknown) => void;
  readonly rows: Float32Array;
  read: number;
  found: number;
}

/** Reads sequences of a model on behalf of many tasks; whatever waits at the same time is read in one call. */
export class SideBySide {
  readonly batchSize: number;
  readonly #model: SequenceModel;
  #waiting: Waiting[] = [];
  #isReading = false;
  #last = 0;

  constructor(model: SequenceModel) {
    this.#model = model;
    this.batchSize = model.batchSize ?? BATCH_SIZE;
  }

  /** Opens a sequence at the beginning of a text. */
  async open(): Promise<number> {
    const sequence = ++this.#last;
    await this.#model.open([sequence]);
    return sequence;
  }

  async fork(from: number): Promise<number> {
    const to = ++this.#last;
    await this.#model.fork([from], [to]);
    return to;
  }

  async close(sequence: number): Promise<void> {
    await this.#model.close([sequence]);
  }

  /**
   * Reads characters.
   * @returns [after.length × V] float32
   */
  read(
    sequence: number,
    ids: Int32Array,
    after: readonly number[],
    { isLast = false }: { readonly isLast?: boolean } = {},
  ): Promise<Float32Array> {
    const rows = new Float32Array(after.length * this.#model.alphabet.length);
    if (ids.length === 0) return Promise.resolve(rows);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence, ids, after, isLast, resolve, reject, rows, read: 0, found: 0 });
      if (!this.#isReading) void this.#readAll();
    });
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    try {
      for (;;) {
        // Let all tasks that can continue do so first.
        await nextTurn();
        if (this.#waiting.length === 0) break;
        await this.#readChunk();
      }
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    }
    this.#isReading = false;
  }

  async #readChunk(): Promise<void> {
    const steps = chooseSteps(this.#waiting);
    const batch = this.#waiting.filter((one) => canRead(one, steps)).slice(0, this.batchSize);
    const ids = new Int32Array(batch.length * steps);
    const places: number[] = [];
    batch.forEach((one, row) => {
      ids.set(one.ids.subarray(one.read, one.read + steps), row * steps);
      for (const place of placesWithin(one, steps)) places.push(row * steps + place - one.read);
    });
    const answer = await this.#model.advance(
      batch.map(({ sequence }) => sequence),
      ids,
      Int32Array.from(places),
    );
    const rows = distributions(this.#model, 'advance', answer, places.length);
    const { length: V } = this.#model.alphabet;
    let taken = 0;
    for (const one of batch) {
      const { length } = placesWithin(one, steps);
      one.rows.set(rows.subarray(taken * V, (taken + length) * V), one.found * V);
      taken += length;
      one.found += length;
      one.read += steps;
      if (one.read >= one.ids.length) one.resolve(one.rows);
    }
    this.#waiting = this.#waiting.filter(({ read, ids: { length } }) => read < length);
  }
}

function placesWithin({ after, read, found }: Waiting, steps: number): readonly number[] {
  let end = found;
  while (end < after.length && after[end]! < read + steps) end++;
  return after.slice(found, end);
}

function canRead({ ids, read, isLast }: Waiting, steps: number): boolean {
  return isLast || ids.length - read >= steps;
}

/** Chooses the number of characters to read next: of the numbers that finish a sequence, the one that reads most characters per cost. */
function chooseSteps(waiting: readonly Waiting[]): number {
  let best = 1;
  let bestRate = 0;
  for (const steps of new Set(waiting.map(({ ids, read }) => Math.min(CHUNK, ids.length - read)))) {
    const read = waiting
      .filter((one) => canRead(one, steps))
      .reduce((sum, one) => sum + Math.min(steps, one.ids.length - one.read), 0);
    const rate = read / (steps + CALL_STEPS);
    if (rate > bestRate || (rate === bestRate && steps > best)) [best, bestRate] = [steps, rate];
  }
  return best;
}

/** Tolerance for a sum of probabilities: models may compute in half precision. */
const TOLERANCE = 1e-3;

/**
 * Returns the answer of a model if each row holds the natural logarithms of a distribution over its alphabet, [count × V].
 * @param member of the model that the answer is from
 * @throws LongrangeError `DISTRIBUTION_INVALID` (exit code 2)
 */
export function distributions(
  { name, alphabet }: Pick<SequenceModel, 'name' | 'alphabet'>,
  member: 'advance' | 'first',
  rows: Float32Array,
  count: number,
): Float32Array {
  const { length: V } = alphabet;
  const wrong = (expected: string, got: string): LongrangeError =>
    new LongrangeError({
      code: 'DISTRIBUTION_INVALID',
      message: `Expected \`${member}\` of the model ${name} to have ${expected}, got ${got}.`,
      hint: 'answer natural logarithms of probabilities: the log-softmax of logits.',
      exitCode: 2,
    });
  if (!(rows instanceof Float32Array) || rows.length !== count * V)
    throw wrong(
      `${count} × ${V} log-probabilities in a Float32Array`,
      rows instanceof Float32Array ? `${rows.length} numbers` : describeValue(rows),
    );
  const place = rows.findIndex((log) => !(log <= TOLERANCE));
  if (place >= 0)
    throw wrong(
      'log-probabilities of at most 0',
      `${rows[place]} for ${JSON.stringify(alphabet[place % V])}`,
    );
  const sum = sumsOfRows(rows, V).find((one) => Math.abs(one - 1) > TOLERANCE);
  if (sum === undefined) return rows;
  throw wrong('probabilities that sum to 1', `${Number(sum.toPrecision(6))}`);
}
