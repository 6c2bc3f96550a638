import { LongrangeError, parseOptions } from '@longrange/errors';
import { softmaxCrossEntropy } from '@longrange/ops';
import { tensor1d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { CharacterModel } from '../character-model.ts';
import { checkModel } from '../check-model.ts';
import { checkSequences } from './check-sequences.ts';
import { beginningLength, cutPieces, fromBeginning } from './from-beginning.ts';
import { type Chunk, LaneReader } from './lane-reader.ts';
import { cutSegments } from './lanes.ts';
import type { TokenIds } from './time-major.ts';

/** The Zod schema of `ScoreOptions`, with the defaults. */
export const scoreOptionsSchema = z.strictObject({
  resetEvery: z.int().positive().nullable().default(null).describe('characters between empty states'),
  batchSize: z.int().positive().default(64).describe('B: sequences read at once'),
  chunk: z.int().positive().default(128).describe('T: most characters of each read at once'),
});

/** Told how far a reading is. */
export const progressSchema = z.custom<NonNullable<ScoreOptions['onProgress']>>(
  (value) => typeof value === 'function',
  'to be a function',
);

const readOptionsSchema = scoreOptionsSchema.extend({
  onProgress: progressSchema.optional(),
  signal: z.custom<AbortSignal>(isSignal, "to be an AbortController's signal").optional(),
});

function isSignal(value: unknown): boolean {
  return typeof (value as AbortSignal | null)?.throwIfAborted === 'function';
}

/** Of functions that read sequences whole. */
export interface ReadOptions extends Omit<ScoreOptions, 'resetEvery'> {}

/** Options of `scoreTokens`; each has a default. */
export interface ScoreOptions extends z.input<typeof scoreOptionsSchema> {
  /** Told how many characters have been read. */
  readonly onProgress?: (progress: { readonly characters: number; readonly total: number }) => void;
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The natural logarithm of the probability of each character given those before it, from an empty state at each sequence's
 * start. Entry 0 is predicted from the beginning of a document; a model without a symbol for it does not predict it, and it is that of
 * a uniform guess, −ln V, so that the sum is the length of a code. With `resetEvery` = k the model sees, of what comes before character
 * i, only from position k ⌊i / k⌋ on; without such a symbol from k ⌊(i − 1) / k⌋ on.
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
  scoreOptions: ScoreOptions = {},
): Promise<Float32Array[]> {
  const { onProgress, signal, ...options } = readOptionsOf(scoreOptions, 'scoreTokens');
  checkModel(model);
  checkSequences('sequences', sequences);
  const V = model.config.vocabulary.length;
  checkTokens(sequences, V);
  const { resetEvery } = options;
  if (model.beginOfDocument !== null && resetEvery !== null) {
    const pieces = sequences.map((ids) => cutPieces(ids, resetEvery));
    const scored = await scoreTokens(model, pieces.flat(), { ...scoreOptions, resetEvery: null });
    return joinPieces(pieces, scored);
  }
  const read = sequences.map((ids) => fromBeginning(model, ids));
  const lengths = read.map(({ length }) => length);
  const scores = lengths.map((length) => new Float32Array(length).fill(-Math.log(V)));
  const segments = cutSegments(lengths, resetEvery);
  const reader = new LaneReader(model, { ...options, sequences: read, segments });
  for await (const chunk of reader.chunks({ onProgress, signal })) await scoreChunk(reader, chunk, scores);
  return scores.map((values) => values.subarray(beginningLength(model)));
}

/** The scores of each text's pieces, one piece after the other. */
function joinPieces(pieces: readonly TokenIds[][], scored: readonly Float32Array[]): Float32Array[] {
  let next = 0;
  return pieces.map((ofText) => {
    const scores = new Float32Array(ofText.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const { length } of ofText) {
      scores.set(scored[next++]!, at);
      at += length;
    }
    return scores;
  });
}

/** Reads a chunk into `scores`: ln p of every lane's next T characters at the place of the character predicted. */
export async function scoreChunk(
  reader: LaneReader,
  chunk: Chunk,
  scores: readonly Float32Array[],
): Promise<void> {
  const { steps: T, lanes } = chunk;
  const before = lanes.map(({ read }) => read);
  const targets = reader.gatherTokens(T, 1);
  const losses = reader.read(
    chunk,
    (logits) => softmaxCrossEntropy(logits, tensor1d(targets, 'int32')).losses,
  );
  const values = await losses.data();
  losses.dispose();
  lanes.forEach(({ segment, read }, b) => {
    const target = segment.start + before[b]! + 1;
    const steps = read - before[b]!;
    for (let t = 0; t < steps; t++) scores[segment.sequence]![target + t] = -values[t * lanes.length + b]!;
  });
}

/** @throws LongrangeError SCORE_OPTIONS */
export function readOptionsOf(options: ScoreOptions, reader: string) {
  return parseOptions(readOptionsSchema, options, {
    code: 'SCORE_OPTIONS',
    subject: `options of ${reader}`,
  });
}

/** @throws LongrangeError SCORE_TOKEN */
export function checkTokens(sequences: readonly TokenIds[], vocabularySize: number): void {
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
