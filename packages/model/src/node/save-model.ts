import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkArgument, LongrangeError, systemProblem } from '@longrange/errors';
import type { CharacterModel } from '../character-model.ts';
import { MODEL_FILE, type ModelMetadata, WEIGHTS_FILE } from '../files/model-files.ts';
import { modelToFiles } from '../files/model-from-files.ts';

/**
 * Writes `model.json` and `weights.bin` into `folder`, which is made if need be. Plain `tf.loadLayersModel` opens the folder
 * and gives the same logits. Each file is written beside its place and renamed.
 *
 * @param metadata JSON values kept under `userDefinedMetadata.metadata`
 * @throws LongrangeError MODEL_NOT_SAVED where the folder cannot be written
 */
export async function saveModel(
  model: CharacterModel,
  folder: string,
  metadata: ModelMetadata = {},
): Promise<void> {
  checkArgument(typeof folder === 'string', 'folder', 'a path', folder);
  const { description, weights } = await modelToFiles(model, metadata);
  try {
    await mkdir(folder, { recursive: true });
    await writeInPlace(join(folder, WEIGHTS_FILE), weights);
    await writeInPlace(join(folder, MODEL_FILE), description);
  } catch (cause) {
    throw new LongrangeError({
      code: 'MODEL_NOT_SAVED',
      ...systemProblem('write', folder, cause),
      cause,
    });
  }
}

async function writeInPlace(path: string, content: Uint8Array): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}
