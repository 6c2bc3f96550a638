import type { CharacterModel } from '../character-model.ts';
import type { TokenIds } from './time-major.ts';

/** Ids that a model reads before the first character of a text: 1 where it has a symbol for the beginning of a document, else 0. */
export function beginningLength(model: CharacterModel): 0 | 1 {
  return model.beginOfDocument === null ? 0 : 1;
}

/** What a model reads of a text from its beginning, where the state is empty: that symbol first, where it has one. */
export function fromBeginning(model: CharacterModel, ids: TokenIds): TokenIds {
  if (model.beginOfDocument === null) return ids;
  const read = new Int32Array(ids.length + 1);
  read[0] = model.beginOfDocument;
  read.set(ids, 1);
  return read;
}

/** The pieces of a text that are read from an empty state each, `length` characters or, the last, fewer. */
export function cutPieces(ids: TokenIds, length: number): TokenIds[] {
  return Array.from({ length: Math.ceil(ids.length / length) }, (_, piece) =>
    ids.subarray(piece * length, (piece + 1) * length),
  );
}
