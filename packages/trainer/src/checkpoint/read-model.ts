import { type CharacterModel, modelFromFiles } from '@longrange/model';
import { readFileOf, readState } from './checked-files.ts';
import type { StateFile } from './state-schema.ts';

/** A checkpoint's model, read and checked: what becomes of the folder afterwards does not matter. */
export interface StoredModel {
  readonly state: StateFile;
  /**
   * Makes the model on the engine that is active.
   *
   * @throws LongrangeError `CHECKPOINT_…` of the model package
   */
  readonly load: () => CharacterModel;
}

/**
 * Reads a checkpoint's model, after checking its files against their SHA-256; `state.bin`, which only resume needs, is not read.
 *
 * @throws LongrangeError `CHECKPOINT_INCOMPLETE`, `CHECKPOINT_CORRUPT`, or `CHECKPOINT_NEWER` or `CHECKPOINT_OLDER` for another format
 */
export async function readModel(folder: string): Promise<StoredModel> {
  const state = await readState(folder);
  const description = await readFileOf(folder, state, 'model.json');
  const weights = await readFileOf(folder, state, 'weights.bin');
  return { state, load: () => modelFromFiles(folder, { description, weights }) };
}
