import { LongrangeError } from '@longrange/errors';
import { softmaxCrossEntropy } from '@longrange/ops';
import { type Tensor1D, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { CharacterModel } from './character-model.ts';
import { eventLoopBreaks } from './event-loop.ts';
import { chooseSteps, cutSegments, type Lane, refillLanes } from './lanes.ts';
import { disposeState, type ModelState } from './model-state.ts';
import { parseOptions } from './parse-options.ts';
import { selectState } from './select-state.ts';

/** Character ids of a text. */
export type TokenIds = Int32Array | Uint16Array | Uint8Array;

export const scoreOptionsSchema = z.strictObject({
  resetEvery: z.int().positive().nullable().default(null).describe('characters between zero states'),
  batchSize: z.int().positive().default(64).describe('B: sequences read at once'),
  chunk: z.int().positive().default(128).describe('T: most characters of each read at once'),
});

export interface ScoreOptions extends z.input<typeof scoreOptionsSchema> {
  readonly onProgress?: (progress: { readonly characters: number; readonly total: number }) => void;
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The natural logarithm of the probability of each character given those before it, from a zero state at each sequence's
 * start. Entry 0, which the model does not predict, is that of a uniform guess, −ln V, so that the sum is the length of a code.
 * With `resetEvery` = k the model sees, of what comes before character i, only from position k ⌊(i − 1) / k⌋ on.
 *
 * Sequences are packed into B rows, each row taking up the next sequence where one has ended; their number and lengths do
 * not matter. Forward only; memory is that of one chunk of [T, B], and of the result.
 *
 * @returns one float32 array for each sequence, as long as it
 * @throws LongrangeError SCORE_OPTIONS, SCORE_TOKEN for an id outside the vocabulary
 */
export async function scoreTokens(
  model: CharacterModel,
  sequences: readonly TokenIds[],
  { onProgress, signal, ...settings }: ScoreOptions = {},
): Promise<Float32Array[]> {
  const options = parseOptions(scoreOptionsSchema, settings, {
    code: 'SCORE_OPTIONS',
    subject: 'options of scoreTokens',
  });
  const V = model.config.vocabulary.length;
  checkTokens(sequences, V);
  const scores = sequences.map(({ length }) => new Float32Array(length).fill(-Math.log(V)));
  const total = sequences.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  const pause = eventLoopBreaks();
  const reader = new LaneReader(model, sequences, options);
  try {
    for (let characters = 0; reader.refill(); ) {
      signal?.throwIfAborted();
      characters += await reader.readChunk(scores);
      onProgress?.({ characters, total });
      await pause();
    }
  } finally {
    reader.dispose();
  }
  return scores;
}

/** The lanes of a batch, their state, and what has yet to be read. */
class LaneReader {
  private readonly model: CharacterModel;
  private readonly sequences: readonly TokenIds[];
  private readonly chunk: number;
  private readonly tokenTable: Tensor2D;
  private readonly queue;
  private lanes: Lane[];
  private state: ModelState;

  constructor(
    model: CharacterModel,
    sequences: readonly TokenIds[],
    options: z.output<typeof scoreOptionsSchema>,
  ) {
    this.model = model;
    this.sequences = sequences;
    this.chunk = options.chunk;
    const lengths = sequences.map(({ length }) => length);
    this.queue = cutSegments(lengths, options.resetEvery).reverse();
    this.lanes = this.queue
      .splice(Math.max(0, this.queue.length - options.batchSize))
      .reverse()
      .map((segment) => ({ segment, read: 0 }));
    this.tokenTable = model.tokenTable();
    this.state = model.zeroState(this.lanes.length);
  }

  /** Puts new segments where old ones ended; false when all has been read. */
  refill(): boolean {
    const { lanes, from, fresh } = refillLanes(this.lanes, this.queue);
    this.lanes = lanes;
    if (lanes.length === 0) return false;
    if (fresh.every((isFresh) => isFresh)) {
      disposeState(this.state);
      this.state = this.model.zeroState(lanes.length);
    } else {
      this.state = selectState(this.state, from, fresh);
    }
    return true;
  }

  /** Reads the next characters of every lane into `scores`; how many they were. */
  async readChunk(scores: readonly Float32Array[]): Promise<number> {
    const T = chooseSteps(
      this.lanes.map(({ segment, read }) => segment.length - read),
      this.chunk,
    );
    const losses = this.forward(T);
    const values = await losses.data();
    losses.dispose();
    let characters = 0;
    this.lanes.forEach((lane, b) => {
      const { sequence, start, length } = lane.segment;
      const steps = Math.min(T, length - lane.read);
      const target = start + lane.read + 1;
      for (let t = 0; t < steps; t++) scores[sequence]![target + t] = -values[t * this.lanes.length + b]!;
      lane.read += steps;
      characters += steps;
    });
    return characters;
  }

  dispose(): void {
    disposeState(this.state);
    this.tokenTable.dispose();
  }

  /** −ln p of every lane's next T characters, [T × B] time-major; padding gives numbers without meaning. */
  private forward(T: number): Tensor1D {
    const B = this.lanes.length;
    const { tokens, targets } = this.gatherTokens(T);
    const before = this.state;
    const { losses, state } = tidy(() => {
      const { logits, state } = this.model.forward(tensor2d(tokens, [T, B], 'int32'), before, {
        tokenTable: this.tokenTable,
      });
      const result = { losses: softmaxCrossEntropy(logits, tensor1d(targets, 'int32')).losses, state };
      return result as typeof result & Record<string, never>;
    });
    this.state = state;
    disposeState(before);
    return losses;
  }

  private gatherTokens(T: number): { tokens: Int32Array; targets: Int32Array } {
    const B = this.lanes.length;
    const tokens = new Int32Array(T * B);
    const targets = new Int32Array(T * B);
    this.lanes.forEach(({ segment, read }, b) => {
      const ids = this.sequences[segment.sequence]!;
      const steps = Math.min(T, segment.length - read);
      const first = segment.start + read;
      for (let t = 0; t < steps; t++) {
        tokens[t * B + b] = ids[first + t]!;
        targets[t * B + b] = ids[first + t + 1]!;
      }
    });
    return { tokens, targets };
  }
}

function checkTokens(sequences: readonly TokenIds[], vocabularySize: number): void {
  sequences.forEach((ids, sequence) => {
    const position = ids.findIndex((id) => id < 0 || id >= vocabularySize);
    if (position < 0) return;
    throw new LongrangeError({
      code: 'SCORE_TOKEN',
      message: `Expected character ids below ${vocabularySize}, got ${ids[position]} at position ${position} of sequence ${sequence}.`,
      hint: "encode the text with the model's own vocabulary.",
    });
  });
}
