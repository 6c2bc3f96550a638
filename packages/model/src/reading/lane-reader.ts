import { type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { CharacterModel } from '../character-model.ts';
import { disposeState, type ModelState } from '../model-state.ts';
import { eventLoopBreaks } from './event-loop.ts';
import { chooseSteps, type Lane, refillLanes, type Segment } from './lanes.ts';
import { selectState } from './select-state.ts';
import { type TokenIds, timeMajor } from './time-major.ts';

export interface LaneReaderOptions {
  readonly sequences: readonly TokenIds[];
  /** In the order in which they are taken up: longest first wastes least. */
  readonly segments: readonly Segment[];
  /** B: most segments read at once. */
  readonly batchSize: number;
  /** T: most characters of each read at once. */
  readonly chunk: number;
  /** State before the first `batchSize` segments, a row each; zero if not given. The reader frees it. */
  readonly initial?: ModelState;
  /** Whether a chunk may go on beyond the end of some lanes (the default), whose states then have no meaning. */
  readonly pads?: boolean;
}

/** T characters of B lanes, as they are read. Tensors belong to the reader. */
export interface Chunk {
  readonly lanes: readonly Lane[];
  readonly steps: number;
  /** Before the first of the characters. */
  readonly before: ModelState;
}

/** Of a reading as it goes on. */
export interface ReadingWatch {
  /** Told how many characters have been read. */
  readonly onProgress?:
    | ((progress: { readonly characters: number; readonly total: number }) => void)
    | undefined;
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The lanes of a batch, their state, and what has yet to be read. Forward only; memory is that of one chunk of [T, B]. */
export class LaneReader {
  private readonly model: CharacterModel;
  private readonly sequences: readonly TokenIds[];
  private readonly maximum: number;
  private readonly pads: boolean;
  private readonly tokenTable: Tensor2D;
  private readonly queue: Segment[];
  /** Characters of all segments. */
  private readonly total: number;
  private currentLanes: readonly Lane[];
  private currentState: ModelState;

  constructor(model: CharacterModel, options: LaneReaderOptions) {
    const { sequences, segments, batchSize, chunk, initial, pads = true } = options;
    this.model = model;
    this.sequences = sequences;
    this.maximum = chunk;
    this.pads = pads;
    this.queue = segments.slice(batchSize).reverse();
    this.total = segments.reduce((sum, { length }) => sum + length, 0);
    this.currentLanes = segments.slice(0, batchSize).map((segment) => ({ segment, read: 0 }));
    this.tokenTable = model.tokenTable();
    this.currentState = initial ?? model.zeroState(this.lanes.length);
  }

  /** What is being read, and how far; a lane that has ended stays until `next`. */
  get lanes(): readonly Lane[] {
    return this.currentLanes;
  }

  /** The state of `lanes`, a row each. It belongs to the reader. */
  get state(): ModelState {
    return this.currentState;
  }

  /** All chunks, each of which the caller reads before it asks for the next. The event loop has its turn in between; frees the reader. */
  async *chunks({ onProgress, signal }: ReadingWatch = {}): AsyncGenerator<Chunk, void, undefined> {
    const pause = eventLoopBreaks();
    let characters = 0;
    try {
      for (let chunk = this.next(); chunk !== undefined; chunk = this.next()) {
        signal?.throwIfAborted();
        characters += chunkCharacters(chunk);
        yield chunk;
        onProgress?.({ characters, total: this.total });
        await pause();
      }
    } finally {
      this.dispose();
    }
  }

  /** Puts new segments where old ones ended; the chunk to read next, or undefined when all has been read. */
  next(): Chunk | undefined {
    const { lanes, from, fresh } = refillLanes(this.lanes, this.queue);
    this.currentLanes = lanes;
    if (lanes.length === 0) return undefined;
    if (fresh.every((isFresh) => isFresh)) {
      disposeState(this.state);
      this.currentState = this.model.zeroState(lanes.length);
    } else {
      this.currentState = selectState(this.state, from, fresh);
    }
    const remaining = lanes.map(({ segment, read }) => segment.length - read);
    const steps = this.pads
      ? chooseSteps(remaining, this.maximum)
      : remaining.reduce((least, count) => Math.min(least, count), this.maximum);
    return { lanes, steps, before: this.state };
  }

  /**
   * Reads a chunk and moves its lanes on.
   *
   * @param use makes a tensor of the logits, [T × B, V] time-major; rows of lanes that have ended have no meaning
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

  /** As `read`, with another way forward than the model's own: from tokens, [T, B] int32, and the state before them. */
  readWith<Result extends { readonly state: ModelState }>(
    { lanes, steps, before }: Chunk,
    forward: (tokens: Tensor2D, before: ModelState) => Result,
  ): Result {
    const tokens = tensor2d(this.gatherTokens(steps, 0), [steps, lanes.length], 'int32');
    const result = forward(tokens, before);
    tokens.dispose();
    this.currentState = result.state;
    disposeState(before);
    for (const lane of lanes) lane.read += Math.min(steps, lane.segment.length - lane.read);
    return result;
  }

  /** Ids of the lanes' next T characters, or with `shift` 1 of those that they predict; [T × B], padded. */
  gatherTokens(T: number, shift: 0 | 1, padding = 0): Int32Array {
    const rows = this.lanes.map(({ segment: { sequence, start, length }, read }) =>
      this.sequences[sequence]!.subarray(start + read + shift, start + length + shift),
    );
    return timeMajor(rows, T, padding);
  }

  dispose(): void {
    disposeState(this.state);
    this.tokenTable.dispose();
  }
}

/** How many characters of a chunk that is yet to be read are no padding. */
export function chunkCharacters({ lanes, steps }: Chunk): number {
  return lanes.reduce((sum, { segment, read }) => sum + Math.min(steps, segment.length - read), 0);
}
