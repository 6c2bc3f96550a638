import type { CharacterModel, ModelState } from '@longrange/model';
import { disposeState, mapState, stateTensors } from '@longrange/model/internal';
import { logSoftmax, type Tensor2D, tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Approximate number of inputs that are read at once. A newer text waits until as many have been read. */
const SEGMENT = 128;
/** The same in what takes up no more than two of them, such as an edit: about as many before it are read again. */
const SHORT_SEGMENT = 64;
/** Shortest time between two spans: each is drawn, which takes longer than reading a few segments. */
const PAUSE_MS = 12;
/**
 * Largest difference between two states in any unit, relative for values above 1, at which their continuations count as the same. The
 * default LSTM then reads some 2,300 characters again after an edit, and each character's bits are within 5e-5 of those of a new reading.
 * Rounding alone moves the cells of an LSTM, which may count up to 30 and more, by as much as 5e-5.
 */
const SAME_STATE = 1e-5;

/** A state in ordinary memory: the values of each of its tensors. */
type StoredState = readonly { readonly values: Float32Array; readonly shape: number[] }[];

/** Inputs that are read together, and the results. */
interface Segment {
  readonly length: number;
  /** Null until they have been read. */
  read: null | {
    readonly before: StoredState;
    readonly after: StoredState;
    /** Natural logarithms of the distributions of the next character, [length, V]. */
    readonly rows: Float32Array;
  };
}

/** Positions of a text, in ids. */
export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * Predictions of a model at every position of a text that is being edited. After a change, segments around it are read again, and later
 * ones as long as the state before them differs from the earlier one.
 */
export class TextReading {
  readonly #model: CharacterModel;
  readonly #table: Tensor2D;
  readonly #empty: StoredState;
  /** 1 if the model reads a symbol before the first character, which it then predicts. */
  readonly #lead: 0 | 1;
  #inputs: Int32Array;
  #segments: Segment[] = [];
  #version = 0;

  constructor(model: CharacterModel) {
    this.#model = model;
    this.#table = model.tokenTable();
    const zero = model.zeroState(1);
    this.#empty = storedState(zero);
    disposeState(zero);
    this.#lead = model.beginOfDocument === null ? 0 : 1;
    this.#inputs = this.#inputsOf(new Int32Array());
    this.#segments = cut(this.#inputs.length);
  }

  /** Replaces the text, given as ids; then `read` says what has changed. */
  change(ids: Int32Array): void {
    const [old, inputs] = [this.#inputs, this.#inputsOf(ids)];
    const shorter = Math.min(old.length, inputs.length);
    let head = 0;
    while (head < shorter && inputs[head] === old[head]) head++;
    let tail = 0;
    while (tail < shorter - head && inputs.at(-1 - tail) === old.at(-1 - tail)) tail++;
    if (head + tail === old.length && old.length === inputs.length) return;
    this.#version++;
    this.#inputs = inputs;
    const [first, headLength] = countWithin(this.#segments, head);
    const [last, tailLength] = countWithin(this.#segments.slice(first).reverse(), tail);
    const middle = cut(inputs.length - headLength - tailLength);
    this.#segments.splice(first, this.#segments.length - first - last, ...middle);
  }

  /**
   * Reads whatever needs reading and yields its spans, some segments at a time, and everything from a position on, in as few spans as possible.
   * Ends early if the text is changed in the meantime.
   *
   * @param from that position
   */
  async *read(from = Number.POSITIVE_INFINITY): AsyncGenerator<Span, void, undefined> {
    const version = this.#version;
    const positionOf = (input: number) => input + 1 - this.#lead;
    let before = this.#empty;
    let [start, untold] = [0, null as number | null];
    let told = Number.NEGATIVE_INFINITY;
    for (const segment of this.#segments) {
      const end = start + segment.length;
      const isNew = segment.read === null || !isSame(segment.read.before, before);
      if (isNew || positionOf(end) > from) untold ??= start;
      else if (untold !== null) {
        yield { from: positionOf(untold), to: positionOf(start) };
        if (version !== this.#version) return;
        untold = null;
      }
      if (isNew) segment.read = this.#readSegment(this.#inputs.subarray(start, end), before);
      if (isNew && performance.now() - told > PAUSE_MS) {
        yield { from: positionOf(untold!), to: positionOf(end) };
        if (version !== this.#version) return;
        [untold, told] = [null, performance.now()];
      }
      before = segment.read!.after;
      start = end;
    }
    if (untold !== null) yield { from: positionOf(untold), to: positionOf(start) };
  }

  /**
   * Natural logarithms of the distribution of the character at a position, from 0 to the number of characters.
   *
   * @returns [V]; null if it has not been read
   */
  distribution(at: number): Float32Array | null {
    const V = this.#model.config.vocabulary.length;
    let row = at - 1 + this.#lead;
    if (row < 0) return new Float32Array(V).fill(-Math.log(V));
    for (const { length, read } of this.#segments) {
      if (row < length) return read === null ? null : read.rows.subarray(row * V, (row + 1) * V);
      row -= length;
    }
    return null;
  }

  dispose(): void {
    this.#table.dispose();
  }

  #inputsOf(ids: Int32Array): Int32Array {
    if (this.#lead === 0) return ids.slice();
    const inputs = new Int32Array(ids.length + 1);
    inputs[0] = this.#model.beginOfDocument!;
    inputs.set(ids, 1);
    return inputs;
  }

  #readSegment(inputs: Int32Array, before: StoredState): NonNullable<Segment['read']> {
    const state = this.#open(before);
    const results = tidy(() => {
      const tokens = tensor2d(inputs, [inputs.length, 1], 'int32');
      const { logits, state: after } = this.#model.forward(tokens, state, { tokenTable: this.#table });
      const result = { rows: logSoftmax(logits), after };
      return result as typeof result & Record<string, never>;
    });
    const rows = results.rows.dataSync() as Float32Array;
    const after = storedState(results.after);
    results.rows.dispose();
    disposeState(results.after);
    disposeState(state);
    return { before, after, rows };
  }

  #open(stored: StoredState): ModelState {
    const zero = this.#model.zeroState(1);
    let next = 0;
    const state = mapState(zero, () => {
      const { values, shape } = stored[next++]!;
      return tensor(values, shape, 'float32');
    });
    disposeState(zero);
    return state;
  }
}

/** Divides inputs into segments of about equal length. Their number is rounded, so that one more character rarely adds one. */
function cut(inputs: number): Segment[] {
  const size = inputs <= 2 * SEGMENT ? SHORT_SEGMENT : SEGMENT;
  const count = inputs === 0 ? 0 : Math.max(1, Math.round(inputs / size));
  const boundary = (index: number) => Math.round((index * inputs) / count);
  return Array.from({ length: count }, (_, index) => ({
    length: boundary(index + 1) - boundary(index),
    read: null,
  }));
}

/** Returns the number of leading segments that fit within `inputs`, and the number of their inputs. */
function countWithin(segments: readonly Segment[], inputs: number): [number, number] {
  let [count, length] = [0, 0];
  while (count < segments.length && length + segments[count]!.length <= inputs)
    length += segments[count++]!.length;
  return [count, length];
}

function storedState(state: ModelState): StoredState {
  return Array.from(stateTensors(state).values(), (one) => ({
    values: one.dataSync() as Float32Array,
    shape: one.shape,
  }));
}

function isSame(one: StoredState, other: StoredState): boolean {
  return (
    one === other ||
    one.every(({ values }, index) => {
      const others = other[index]!.values;
      return (
        values.length === others.length &&
        values.every((value, i) => Math.abs(value - others[i]!) <= SAME_STATE * Math.max(1, Math.abs(value)))
      );
    })
  );
}
