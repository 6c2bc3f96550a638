import { checkArgument } from '@longrange/errors';
import { readFileOf } from './checked-files.ts';
import { corrupt } from './corrupt.ts';
import { readModel, type StoredModel } from './read-model.ts';
import { firstNotFinite, type TensorValues, tensorProblem, unpackTensors } from './tensor-file.ts';

/** Everything that a checkpoint holds. */
export interface CheckpointState extends StoredModel {
  /** Adam's moments and the carried state. */
  readonly tensors: ReadonlyMap<string, TensorValues>;
}

/**
 * Reads all that resume needs, after checking every file of the checkpoint against its SHA-256 and `state.bin` against its index.
 *
 * @throws LongrangeError `CHECKPOINT_INCOMPLETE`, `CHECKPOINT_CORRUPT`, or `CHECKPOINT_NEWER` or `CHECKPOINT_OLDER` for another format
 */
export async function readCheckpoint(folder: string): Promise<CheckpointState> {
  checkArgument(typeof folder === 'string', 'folder', 'a path', folder);
  const model = await readModel(folder);
  const bytes = await readFileOf(folder, model.state, 'state.bin');
  const problem = tensorProblem(model.state.tensors, bytes);
  if (problem !== undefined) throw corrupt(folder, problem);
  const tensors = unpackTensors(model.state.tensors, bytes);
  const damaged = firstNotFinite(tensors);
  if (damaged !== undefined)
    throw corrupt(folder, `Expected finite values in state.bin, got others in ${damaged}.`);
  return { ...model, tensors };
}
