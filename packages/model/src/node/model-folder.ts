import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError, systemProblem } from '@longrange/errors';
import type { CharacterModel } from '../character-model.ts';
import { MODEL_FILE, type ModelMetadata, WEIGHTS_FILE } from '../files/model-files.ts';
import { checkWeightBytes, modelFromWeights, modelToFiles } from '../files/model-from-files.ts';
import {
  checkDescriptionBytes,
  checkpointError,
  type ModelDescription,
  readDescription,
} from '../files/read-description.ts';

/**
 * Opens a folder that `saveModel` wrote. Everything is verified before a tensor is made.
 *
 * @throws LongrangeError CHECKPOINT_…
 */
export async function loadModel(folder: string): Promise<CharacterModel> {
  const { config } = await loadModelDescription(folder);
  const check = (bytes: number, path: string) => checkWeightBytes(bytes, config, path);
  return modelFromWeights(
    config,
    await readModelFile(folder, WEIGHTS_FILE, check),
    join(folder, WEIGHTS_FILE),
  );
}

/**
 * Reads a saved model's configuration and metadata, without its weights.
 *
 * @throws LongrangeError CHECKPOINT_…
 */
export async function loadModelDescription(folder: string): Promise<ModelDescription> {
  const bytes = await readModelFile(folder, MODEL_FILE, checkDescriptionBytes);
  return readDescription(bytes.toString('utf8'), join(folder, MODEL_FILE));
}

/** @param check throws for a file whose size shows that it need not be read */
async function readModelFile(
  folder: string,
  name: string,
  check: (bytes: number, path: string) => void,
): Promise<Buffer> {
  const path = join(folder, name);
  let handle: FileHandle | undefined;
  try {
    // Opening a named pipe without a writer would block.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await handle.stat();
    if (!status.isFile()) throw new Error('it is not a regular file');
    check(status.size, path);
    // A file in /proc has size 0 and may never end.
    return status.size === 0 ? Buffer.alloc(0) : await handle.readFile();
  } catch (cause) {
    if (cause instanceof LongrangeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const isFile = code === 'ENOTDIR';
      throw checkpointError(
        'CHECKPOINT_MISSING_FILE',
        `Expected the folder of a model, got ${folder}. ${isFile ? 'It is a file' : `There is no ${name} in it`}.`,
        isFile
          ? '`readModelFile` of @longrange/formats reads .keras, .h5 and .safetensors files.'
          : 'is the path right? In the folder of a run, models are in `checkpoints`; `findModel` of @longrange/trainer finds them.',
        cause,
      );
    }
    const { message, hint = 'take another checkpoint.' } = systemProblem('read', path, cause);
    throw checkpointError('CHECKPOINT_UNREADABLE', message, hint, cause);
  } finally {
    await handle?.close();
  }
}

/**
 * Writes `model.json` and `weights.bin` into `folder`, which is created if it does not exist. Plain `tf.loadLayersModel` opens the folder
 * and gives the same logits. Each file is written under a temporary name and renamed.
 *
 * @param metadata JSON values kept under `userDefinedMetadata.metadata`
 * @throws LongrangeError MODEL_NOT_SAVED if the folder cannot be written
 */
export async function saveModel(
  model: CharacterModel,
  folder: string,
  metadata: ModelMetadata = {},
): Promise<void> {
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
