import { checkArgument, LongrangeError } from '@longrange/errors';
import type { CharacterNetwork } from '../character-network.ts';
import { checkModel } from '../check-model.ts';

/** Character ids of a text. */
export type TokenIds = Int32Array | Uint16Array | Uint8Array;

/**
 * Interleaves sequences as a model reads them: [T, B] int32, id t of sequence b at t × B + b.
 *
 * @param rows B sequences; shorter ones are padded to T, longer ones are cut
 */
export function timeMajor(rows: readonly TokenIds[], T: number, padding = 0): Int32Array {
  const B = rows.length;
  const ids = new Int32Array(T * B).fill(padding);
  rows.forEach((row, b) => {
    const steps = Math.min(T, row.length);
    for (let t = 0; t < steps; t++) ids[t * B + b] = row[t]!;
  });
  return ids;
}

/** @throws LongrangeError MODEL_DISPOSED, ARGUMENT_INVALID for anything but lists of ids, SCORE_TOKEN for an id outside the vocabulary */
export function checkSequences(model: CharacterNetwork, sequences: readonly TokenIds[]): void {
  checkModel(model);
  const areSequences = Array.isArray(sequences) && sequences.every(isTokens);
  const expected = 'a list of character ids, an Int32Array, Uint16Array or Uint8Array each';
  checkArgument(areSequences, 'sequences', expected, sequences);
  const V = model.config.vocabulary.length;
  sequences.forEach((ids, sequence) => {
    const position = ids.findIndex((id) => id < 0 || id >= V);
    if (position < 0) return;
    throw new LongrangeError({
      code: 'SCORE_TOKEN',
      message: `Expected character ids below ${V}, got ${ids[position]} at position ${position} of sequence ${sequence}.`,
      hint: "encode the text with the model's own vocabulary.",
    });
  });
}

function isTokens(ids: unknown): boolean {
  return ids instanceof Int32Array || ids instanceof Uint16Array || ids instanceof Uint8Array;
}

/** @throws LongrangeError ARGUMENT_INVALID unless these are positions in ascending order from 0 to `length` */
export function checkPositions(positions: readonly number[], length: number): void {
  const isAscending = (at: number, index: number): boolean =>
    Number.isInteger(at) && at >= (index === 0 ? 0 : positions[index - 1]!) && at <= length;
  const arePositions = Array.isArray(positions) && positions.every(isAscending);
  const expected = 'positions in ascending order, from 0 to the length of the text';
  checkArgument(arePositions, 'at', expected, positions);
}

/** Number of ids that a model reads before the first character of a text: 1 if it has a symbol for the beginning of a document, else 0. */
export function beginningLength(model: CharacterNetwork): 0 | 1 {
  return model.beginOfDocument === null ? 0 : 1;
}

/** Ids that a model reads for a text from its empty state: first the symbol for the beginning of a document, if it has one. */
export function fromBeginning(model: CharacterNetwork, ids: TokenIds): TokenIds {
  if (model.beginOfDocument === null) return ids;
  const read = new Int32Array(ids.length + 1);
  read[0] = model.beginOfDocument;
  read.set(ids, 1);
  return read;
}
