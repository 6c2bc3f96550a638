import { type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { CharacterNetwork } from '../character-network.ts';
import { disposeState, type ModelState, selectState } from '../model-state.ts';
import { type TokenIds, timeMajor } from './token-ids.ts';

/** Characters read from a zero state: the inputs `[start, start + length)` of a sequence, each of which predicts its successor. */
export interface Segment {
  readonly sequence: number;
  readonly start: number;
  readonly length: number;
}

/** Row of the batch, with the number of characters of its segment that have been read. */
export interface BatchRow {
  readonly segment: Segment;
  read: number;
}

/** Size of a batch; results do not depend on it. */
export interface BatchSizes {
  /** B: maximum number of sequences read at once. */
  readonly batchSize?: number;
  /** T: maximum number of characters of each sequence read at once. */
  readonly chunk?: number;
}

interface ReaderOptions extends Required<BatchSizes> {
  readonly sequences: readonly TokenIds[];
  /** Segments in the order in which they are read; longest first wastes the least. */
  readonly segments: readonly Segment[];
  /** State before the first `batchSize` segments, a row each; the default is zero. The reader disposes of it. */
  readonly initial?: ModelState;
  /** True (the default) if a chunk may extend beyond the end of some rows, whose states are then meaningless. */
  readonly pads?: boolean;
}

/** T characters of B rows to be read. Tensors belong to the reader. */
export interface Chunk {
  readonly rows: readonly BatchRow[];
  readonly steps: number;
  /** State before the first of the characters. */
  readonly before: ModelState;
}

/** Progress of a long reading, and a way to end it. */
export interface ProgressOptions {
  /** Receives the number of characters read so far. */
  readonly onProgress?:
    | ((progress: { readonly characters: number; readonly total: number }) => void)
    | undefined;
  /** Aborting ends the work with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads many sequences in batches with carried state: when a sequence ends, its row takes up the next one. Forward only; needs memory for
 * one chunk of [T, B].
 */
export class BatchedReader {
  private readonly model: CharacterNetwork;
  private readonly options: ReaderOptions;
  private readonly tokenTable: Tensor2D;
  private readonly queue: Segment[];
  private currentRows: readonly BatchRow[];
  private currentState: ModelState;

  constructor(model: CharacterNetwork, options: ReaderOptions) {
    const { segments, batchSize, initial } = options;
    this.model = model;
    this.options = options;
    this.queue = segments.slice(batchSize).reverse();
    this.currentRows = segments.slice(0, batchSize).map((segment) => ({ segment, read: 0 }));
    this.tokenTable = model.tokenTable();
    this.currentState = initial ?? model.zeroState(this.rows.length);
  }

  /** Rows of the batch; a row that has ended stays until `next`. */
  get rows(): readonly BatchRow[] {
    return this.currentRows;
  }

  /** State of `rows`, a row each. It belongs to the reader. */
  get state(): ModelState {
    return this.currentState;
  }

  /** Yields all chunks; the caller reads each before requesting the next. The event loop gets a turn in between. Disposes of the reader. */
  async *chunks({ onProgress, signal }: ProgressOptions = {}): AsyncGenerator<Chunk, void, undefined> {
    const pause = eventLoopBreaks();
    const total = this.options.segments.reduce((sum, { length }) => sum + length, 0);
    let characters = 0;
    try {
      for (let chunk = this.next(); chunk !== undefined; chunk = this.next()) {
        signal?.throwIfAborted();
        characters += chunkCharacters(chunk);
        yield chunk;
        onProgress?.({ characters, total });
        await pause();
      }
    } finally {
      disposeState(this.state);
      this.tokenTable.dispose();
    }
  }

  /** Replaces ended segments by new ones and returns the chunk to read next, or undefined when all has been read. */
  private next(): Chunk | undefined {
    const { rows, from, fresh } = refillRows(this.rows, this.queue);
    this.currentRows = rows;
    if (rows.length === 0) return undefined;
    if (fresh.every((isFresh) => isFresh)) {
      disposeState(this.state);
      this.currentState = this.model.zeroState(rows.length);
    } else {
      this.currentState = selectState(this.state, from, fresh);
    }
    const { chunk, pads = true } = this.options;
    const remaining = rows.map(({ segment, read }) => segment.length - read);
    const steps = pads
      ? chooseSteps(remaining, chunk)
      : remaining.reduce((least, count) => Math.min(least, count), chunk);
    return { rows, steps, before: this.state };
  }

  /**
   * Reads a chunk and advances its rows.
   *
   * @param use makes a tensor from the logits, [T × B, V] time-major; logits of rows that have ended are meaningless
   * @returns that tensor, which the caller disposes of
   */
  read<Used extends { dispose(): void }>(chunk: Chunk, use: (logits: Tensor2D) => Used): Used {
    const options = { tokenTable: this.tokenTable };
    const { used } = this.readWith(chunk, (tokens, before) =>
      tidy(() => {
        const { logits, state } = this.model.forward(tokens, before, options);
        const result = { used: use(logits), state };
        return result as typeof result & Record<string, never>;
      }),
    );
    return used;
  }

  /** Like `read`, with a forward pass other than the model's own: from tokens, [T, B] int32, and the state before them. */
  readWith<Result extends { readonly state: ModelState }>(
    { rows, steps, before }: Chunk,
    forward: (tokens: Tensor2D, before: ModelState) => Result,
  ): Result {
    const tokens = tensor2d(this.gatherTokens(steps, 0), [steps, rows.length], 'int32');
    const result = forward(tokens, before);
    tokens.dispose();
    this.currentState = result.state;
    disposeState(before);
    for (const row of rows) row.read += Math.min(steps, row.segment.length - row.read);
    return result;
  }

  /** Ids of the rows' next T characters, or with `shift` 1 of those that they predict; [T × B], padded. */
  gatherTokens(T: number, shift: 0 | 1, padding = 0): Int32Array {
    const ids = this.rows.map(({ segment: { sequence, start, length }, read }) =>
      this.options.sequences[sequence]!.subarray(start + read + shift, start + length + shift),
    );
    return timeMajor(ids, T, padding);
  }
}

/** Number of characters in a chunk that is yet to be read, without padding. */
export function chunkCharacters({ rows, steps }: Chunk): number {
  return rows.reduce((sum, { segment, read }) => sum + Math.min(steps, segment.length - read), 0);
}

/** Cost of a chunk beyond its steps (calls, threads that wait), in steps; affects only how chunks are cut. */
export const CHUNK_OVERHEAD_STEPS = 8;

/**
 * Cuts sequences of the given lengths into segments, longest first: neighbors end together, and the long ones do not come last.
 *
 * @param resetEvery inputs after which the state starts from zero again, or null for never
 */
export function cutSegments(lengths: readonly number[], resetEvery: number | null): Segment[] {
  const segments: Segment[] = [];
  lengths.forEach((length, sequence) => {
    const inputs = length - 1;
    const step = resetEvery ?? Math.max(inputs, 1);
    for (let start = 0; start < inputs; start += step) {
      segments.push({ sequence, start, length: Math.min(step, inputs - start) });
    }
  });
  return segments.sort((a, b) => b.length - a.length || a.sequence - b.sequence || a.start - b.start);
}

/**
 * Chooses the number of steps to read next: among the ends of the rows and `maximum`, the one that reads the most characters for its cost.
 * Rows that end earlier are padded, so a long chunk would waste work on short rows.
 */
export function chooseSteps(remaining: readonly number[], maximum: number): number {
  let best = 1;
  let bestRate = 0;
  for (const steps of new Set(remaining.map((count) => Math.min(count, maximum)))) {
    const characters = remaining.reduce((sum, count) => sum + Math.min(count, steps), 0);
    const rate = characters / (steps + CHUNK_OVERHEAD_STEPS);
    if (rate > bestRate || (rate === bestRate && steps > best)) [best, bestRate] = [steps, rate];
  }
  return best;
}

/**
 * Gives each ended row the next segment of `queue` (taken from its end), or drops it when none is left.
 *
 * @returns the rows; the index of each before the change; true for each that starts a new segment, from a zero state
 */
export function refillRows(rows: readonly BatchRow[], queue: Segment[]) {
  const change = { rows: [] as BatchRow[], from: [] as number[], fresh: [] as boolean[] };
  rows.forEach((row, index) => {
    const isEnded = row.read === row.segment.length;
    const next = isEnded ? queue.pop() : undefined;
    if (isEnded && next === undefined) return;
    change.rows.push(next === undefined ? row : { segment: next, read: 0 });
    change.from.push(index);
    change.fresh.push(next !== undefined);
  });
  return change;
}

/** Returns a function that yields to timers, signals and terminals at most every 50 ms, since a loop of resolved promises never does. */
export function eventLoopBreaks(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 50) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
