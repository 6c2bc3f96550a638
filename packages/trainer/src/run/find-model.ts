import { type CheckpointReference, openCheckpoint } from '../checkpoint/list-checkpoints.ts';
import { readModel, type StoredModel } from '../checkpoint/read-model.ts';
import { findCheckpoint } from './find-checkpoint.ts';

/** A checkpoint that was found, with its model. */
export interface FoundModel extends StoredModel {
  readonly checkpoint: CheckpointReference;
}

/**
 * Finds a checkpoint and reads its model.
 *
 * @param which as for `findCheckpoint`
 * @throws LongrangeError as `findCheckpoint` and `readModel`
 */
export async function findModel(runsFolder: string, which: string): Promise<FoundModel> {
  const [found] = await readFound(async () => [await findCheckpoint(runsFolder, which)]);
  return found!;
}

/**
 * Reads the models of the checkpoints that `find` gives. A run that goes on training may replace or remove a checkpoint between the two;
 * then they are looked for again.
 *
 * @throws LongrangeError as `find` and `readModel`
 */
export async function readFound(find: () => Promise<readonly CheckpointReference[]>): Promise<FoundModel[]> {
  for (;;) {
    const checkpoints = await find();
    const seals = await sealsOf(checkpoints);
    try {
      const models: FoundModel[] = [];
      for (const checkpoint of checkpoints)
        models.push({ checkpoint, ...(await readModel(checkpoint.folder)) });
      return models;
    } catch (error) {
      if ((await sealsOf(await find())) === seals) throw error;
    }
  }
}

/** Which checkpoints these are, and of which moment. */
async function sealsOf(checkpoints: readonly CheckpointReference[]): Promise<string> {
  const seals = await Promise.all(
    checkpoints.map(async ({ folder }) => [folder, (await openCheckpoint(folder))?.completedAt]),
  );
  return JSON.stringify(seals);
}
