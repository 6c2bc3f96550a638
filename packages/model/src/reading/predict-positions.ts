import { checkArgument } from '@longrange/errors';
import { gather, logSoftmax, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import type { CharacterModel } from '../character-model.ts';
import { checkModel } from '../check-model.ts';
import { areAscending, isTokens } from './check-sequences.ts';
import { beginningLength, fromBeginning } from './from-beginning.ts';
import { type Chunk, LaneReader } from './lane-reader.ts';
import { checkTokens, type ReadOptions, readOptionsOf } from './score-tokens.ts';
import type { TokenIds } from './time-major.ts';

/** Tokens, and where among them predictions are wanted. */
export interface PositionReading {
  readonly tokens: TokenIds;
  /** Positions, ascending, from 0 to the number of tokens; a prediction is of the character that is there. */
  readonly at: readonly number[];
}

/**
 * Natural logarithms of the distribution of the next character in the middle of sequences, each read once from an empty state.
 * At position 0 a model without a symbol for the beginning of a document predicts nothing: there the distribution is uniform.
 *
 * @returns for each reading [at.length × V] float32, row-major
 * @throws LongrangeError SCORE_OPTIONS, SCORE_TOKEN; ARGUMENT_INVALID for positions that are not ascending or lie beyond the tokens
 */
export async function predictPositions(
  model: CharacterModel,
  given: readonly PositionReading[],
  options: ReadOptions = {},
): Promise<Float32Array[]> {
  const { batchSize, chunk, onProgress, signal } = readOptionsOf(options, 'predictPositions');
  checkModel(model);
  const isReading = (one: PositionReading): boolean =>
    isTokens(one?.tokens) && Array.isArray(one.at) && areAscending(one.at, one.tokens.length);
  const areReadings = Array.isArray(given) && given.every(isReading);
  const expected =
    'a list of `{ tokens, at }`, each with positions `at` in ascending order from 0 to the number of tokens';
  checkArgument(areReadings, 'given', expected, given);
  const V = model.config.vocabulary.length;
  checkTokens(
    given.map(({ tokens }) => tokens),
    V,
  );
  const readings = given.map(({ tokens, at }) => ({
    tokens: fromBeginning(model, tokens),
    at: at.map((position) => position + beginningLength(model)),
  }));
  const sequences = readings.map(({ tokens }) => tokens);
  const results = readings.map(({ at }) => new Float32Array(at.length * V).fill(-Math.log(V)));
  const segments = readings
    .map(({ at }, sequence) => ({ sequence, start: 0, length: at.at(-1) ?? 0 }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length);
  const reader = new LaneReader(model, { sequences, segments, batchSize, chunk });
  /** How many of each reading's positions are predicted; 0 needs no prediction. */
  const done = readings.map(({ at }) => at.filter((position) => position === 0).length);
  for await (const next of reader.chunks({ onProgress, signal })) {
    const rows = rowsOf(next, readings, done);
    const predicted = reader.read(next, (logits) => logSoftmaxOfRows(logits, rows));
    await copyRowsInto(results, rows, predicted);
    predicted.dispose();
  }
  return results;
}

/** A row of a chunk's logits, and which prediction of which reading it is. */
interface Row {
  readonly reading: number;
  readonly prediction: number;
  readonly row: number;
}

function rowsOf({ lanes, steps }: Chunk, readings: readonly PositionReading[], done: number[]): Row[] {
  return lanes.flatMap(({ segment: { sequence }, read }, b) => {
    const { at } = readings[sequence]!;
    const rows: Row[] = [];
    while (done[sequence]! < at.length && at[done[sequence]!]! <= read + steps) {
      const prediction = done[sequence]!++;
      rows.push({ reading: sequence, prediction, row: (at[prediction]! - 1 - read) * lanes.length + b });
    }
    return rows;
  });
}

/** [rows, V]; without any row the first, so that there is a tensor. */
function logSoftmaxOfRows(logits: Tensor2D, rows: readonly Row[]): Tensor2D {
  const indexes = rows.length === 0 ? [0] : rows.map(({ row }) => row);
  return logSoftmax(gather(logits, tensor1d(indexes, 'int32')));
}

async function copyRowsInto(
  results: readonly Float32Array[],
  rows: readonly Row[],
  predicted: Tensor2D,
): Promise<void> {
  if (rows.length === 0) return;
  const values = await predicted.data<'float32'>();
  const V = predicted.shape[1];
  rows.forEach(({ reading, prediction }, index) => {
    results[reading]!.set(values.subarray(index * V, (index + 1) * V), prediction * V);
  });
}
