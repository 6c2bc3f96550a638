import { CharTokenizer } from '@longrange/corpus';
import { type CharacterModel, loadModel } from '@longrange/model';
import { type CheckpointReference, findCheckpoint } from '@longrange/trainer';

export interface OpenModel {
  readonly checkpoint: CheckpointReference;
  readonly model: CharacterModel;
  readonly tokenizer: CharTokenizer;
}

/**
 * Finds a checkpoint and loads its model.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_…` for one that is damaged
 */
export async function openModel(runs: string, which: string): Promise<OpenModel> {
  const checkpoint = await findCheckpoint(runs, which);
  const model = await loadModel(checkpoint.folder);
  return { checkpoint, model, tokenizer: CharTokenizer.fromVocabulary(model.config.vocabulary) };
}
