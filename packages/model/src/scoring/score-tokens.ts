import { parseOptions } from '@longrange/errors';
import { IGNORED_TARGET, softmaxCrossEntropy } from '@longrange/ops';
import { stack, sum, tensor1d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { CharacterNetwork } from '../character-network.ts';
import { callbackSchema, signalSchema } from '../schema.ts';
import {
  BatchedReader,
  type Chunk,
  chunkCharacters,
  cutSegments,
  type ProgressOptions,
} from './batched-reader.ts';
import { beginningLength, checkSequences, fromBeginning, type TokenIds } from './token-ids.ts';

const scoreOptionsSchema = z.strictObject({
  resetEvery: z.int().positive().nullable().default(null).describe('characters between empty states'),
  batchSize: z.int().positive().default(64).describe('B: sequences read at once'),
  chunk: z.int().positive().default(128).describe('T: maximum number of characters of each read at once'),
  onProgress: callbackSchema<NonNullable<ProgressOptions['onProgress']>>(),
  signal: signalSchema.optional(),
});

/** Options of `scoreTokens`; each has a default. */
export interface ScoreOptions
  extends Omit<z.input<typeof scoreOptionsSchema>, keyof ProgressOptions>,
    ProgressOptions {}

/**
 * Natural logarithm of the probability of each character given those before it, from an empty state at the start of each sequence. Entry 0
 * is predicted from the beginning of a document; a model without a symbol for it does not predict the first character, whose entry is then
 * that of a uniform guess, −ln V, so that the sum is the length of a code. With `resetEvery` = k, the model sees the characters before
 * character i only from position k ⌊i / k⌋ on; without such a symbol from k ⌊(i − 1) / k⌋ on.
 *
 * Sequences are packed into B rows, each of which takes up the next sequence when one ends; their number and lengths do not matter.
 * Forward only; needs memory for one chunk of [T, B] and the result.
 *
 * @returns one float32 array for each sequence, of the same length
 * @throws LongrangeError SCORE_OPTIONS, SCORE_TOKEN for an id outside the vocabulary
 */
export async function scoreTokens(
  model: CharacterNetwork,
  sequences: readonly TokenIds[],
  scoreOptions: ScoreOptions = {},
): Promise<Float32Array[]> {
  const { pieces, reader, watch, lengths } = openTexts(model, sequences, scoreOptions, 'scoreTokens');
  const uniform = -Math.log(model.config.vocabulary.length);
  const scores = lengths.map((length) => new Float32Array(length).fill(uniform));
  for await (const chunk of reader.chunks(watch)) await scoreChunk(reader, chunk, scores);
  const parts = scores.map((values) => values.subarray(beginningLength(model)));
  return pieces.map((ofText) => joined(parts.splice(0, ofText.length)));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Sums over characters, from which mean loss and accuracy follow. */
export interface LossSums {
  /** −ln p, summed over all characters that the model predicts. */
  readonly lossNats: number;
  /** Number of predicted characters that were the most likely. */
  readonly correct: number;
  /** Number of characters that the model predicts. */
  readonly characters: number;
}

/**
 * Sums the losses, the negatives of what `scoreTokens` returns, and counts how often the most likely character came; only sums leave the
 * engine. A first character that the model does not predict is left out.
 *
 * @throws LongrangeError SCORE_OPTIONS, SCORE_TOKEN
 */
export async function sumLosses(
  model: CharacterNetwork,
  sequences: readonly TokenIds[],
  scoreOptions: ScoreOptions = {},
): Promise<LossSums> {
  const { reader, watch } = openTexts(model, sequences, scoreOptions, 'sumLosses');
  const sums = { lossNats: 0, correct: 0, characters: 0 };
  for await (const chunk of reader.chunks(watch)) {
    sums.characters += chunkCharacters(chunk);
    const targets = reader.gatherTokens(chunk.steps, 1, IGNORED_TARGET);
    const part = reader.read(chunk, (logits) => {
      const { losses, correct } = softmaxCrossEntropy(logits, tensor1d(targets, 'int32'));
      return stack([sum(losses), sum(correct)]);
    });
    const [lossNats, correct] = await part.data<'float32'>();
    part.dispose();
    sums.lossNats += lossNats!;
    sums.correct += correct!;
  }
  return sums;
}

/** Opens a reader of texts, each cut into the pieces that are read from an empty state. */
function openTexts(
  model: CharacterNetwork,
  texts: readonly TokenIds[],
  scoreOptions: ScoreOptions,
  caller: string,
) {
  const context = { code: 'SCORE_OPTIONS', subject: `options of ${caller}` };
  const { onProgress, signal, resetEvery, ...options } = parseOptions(
    scoreOptionsSchema,
    scoreOptions,
    context,
  );
  checkSequences(model, texts);
  const isCut = resetEvery !== null && model.beginOfDocument !== null;
  const pieces = texts.map((ids) => (isCut ? cutPieces(ids, resetEvery) : [ids]));
  const sequences = pieces.flat().map((ids) => fromBeginning(model, ids));
  const lengths = sequences.map(({ length }) => length);
  const segments = cutSegments(lengths, isCut ? null : resetEvery);
  const reader = new BatchedReader(model, { ...options, sequences, segments });
  return { pieces, lengths, reader, watch: { onProgress, signal } };
}

function cutPieces(ids: TokenIds, length: number): TokenIds[] {
  return Array.from({ length: Math.ceil(ids.length / length) }, (_, piece) =>
    ids.subarray(piece * length, (piece + 1) * length),
  );
}

/** Reads a chunk into `scores`: ln p of every row's next T characters, at the place of the predicted character. */
export async function scoreChunk(
  reader: BatchedReader,
  chunk: Chunk,
  scores: readonly Float32Array[],
): Promise<void> {
  const { steps: T, rows } = chunk;
  const before = rows.map(({ read }) => read);
  const targets = reader.gatherTokens(T, 1);
  const losses = reader.read(
    chunk,
    (logits) => softmaxCrossEntropy(logits, tensor1d(targets, 'int32')).losses,
  );
  const values = await losses.data();
  losses.dispose();
  rows.forEach(({ segment, read }, b) => {
    const target = segment.start + before[b]! + 1;
    const steps = read - before[b]!;
    for (let t = 0; t < steps; t++) scores[segment.sequence]![target + t] = -values[t * rows.length + b]!;
  });
}
