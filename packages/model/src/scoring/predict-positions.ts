import { gather, logSoftmax, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import type { CharacterNetwork } from '../character-network.ts';
import { BatchedReader, type BatchSizes, type Chunk, cutSegments } from './batched-reader.ts';
import {
  beginningLength,
  checkPositions,
  checkSequences,
  fromBeginning,
  type TokenIds,
} from './token-ids.ts';

/** Tokens, and the positions to be predicted. */
export interface PositionQuery {
  readonly tokens: TokenIds;
  /** Positions in ascending order, from 0 to the number of tokens; the character at each is predicted. */
  readonly at: readonly number[];
}

/**
 * Natural logarithms of the distribution of the next character at positions within sequences, each read once from an empty state. At
 * position 0, a model without a symbol for the beginning of a document predicts nothing: its distribution is uniform.
 *
 * @returns [at.length × V] float32 for each query, row-major
 * @throws LongrangeError SCORE_TOKEN; ARGUMENT_INVALID for positions that are not ascending or lie beyond the tokens
 */
export async function predictPositions(
  model: CharacterNetwork,
  given: readonly PositionQuery[],
  { batchSize = 64, chunk = 128 }: BatchSizes = {},
): Promise<Float32Array[]> {
  checkSequences(
    model,
    given.map(({ tokens }) => tokens),
  );
  for (const { tokens, at } of given) checkPositions(at, tokens.length);
  const V = model.config.vocabulary.length;
  const queries = given.map(({ tokens, at }) => ({
    tokens: fromBeginning(model, tokens),
    at: at.map((position) => position + beginningLength(model)),
  }));
  const sequences = queries.map(({ tokens }) => tokens);
  const results = queries.map(({ at }) => new Float32Array(at.length * V).fill(-Math.log(V)));
  // The character at the last position is only predicted.
  const lengths = queries.map(({ at }) => (at.at(-1) ?? 0) + 1);
  const segments = cutSegments(lengths, null);
  const reader = new BatchedReader(model, { sequences, segments, batchSize, chunk });
  /** Number of positions of each query that have been predicted; position 0 needs no prediction. */
  const done = queries.map(({ at }) => at.filter((position) => position === 0).length);
  for await (const next of reader.chunks()) {
    const predictions = predictionsIn(next, queries, done);
    const predicted = reader.read(next, (logits) => logSoftmaxOf(logits, predictions));
    const values = predictions.length === 0 ? undefined : await predicted.data<'float32'>();
    predictions.forEach(({ query, place }, index) => {
      results[query]!.set(values!.subarray(index * V, (index + 1) * V), place * V);
    });
    predicted.dispose();
  }
  return results;
}

interface Prediction {
  readonly query: number;
  /** Index among the query's positions. */
  readonly place: number;
  /** Row of the chunk's logits. */
  readonly row: number;
}

function predictionsIn(
  { rows, steps }: Chunk,
  queries: readonly PositionQuery[],
  done: number[],
): Prediction[] {
  return rows.flatMap(({ segment: { sequence: query }, read }, b) => {
    const { at } = queries[query]!;
    const predictions: Prediction[] = [];
    while (done[query]! < at.length && at[done[query]!]! <= read + steps) {
      const place = done[query]!++;
      predictions.push({ query, place, row: (at[place]! - 1 - read) * rows.length + b });
    }
    return predictions;
  });
}

/** Log-probabilities, [predictions, V]; without any prediction those of the first row, so that there is a tensor. */
function logSoftmaxOf(logits: Tensor2D, predictions: readonly Prediction[]): Tensor2D {
  const rows = predictions.length === 0 ? [0] : predictions.map(({ row }) => row);
  return logSoftmax(gather(logits, tensor1d(rows, 'int32')));
}
