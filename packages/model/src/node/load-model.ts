import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { checkArgument, LongrangeError, systemProblem } from '@longrange/errors';
import type { CharacterModel } from '../character-model.ts';
import { checkpointError } from '../files/checkpoint-error.ts';
import { MODEL_FILE, WEIGHTS_FILE } from '../files/model-files.ts';
import { checkWeightBytes, modelFromWeights } from '../files/model-from-files.ts';
import { checkDescriptionBytes, type ModelDescription, readDescription } from '../files/read-description.ts';

/**
 * Opens a folder that `saveModel` wrote. Everything is verified before a tensor is made.
 *
 * @throws LongrangeError CHECKPOINT_… (see `CheckpointErrorCode`)
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
 * A saved model's configuration and metadata, without its weights.
 *
 * @throws LongrangeError CHECKPOINT_… (see `CheckpointErrorCode`)
 */
export async function loadModelDescription(folder: string): Promise<ModelDescription> {
  const bytes = await readModelFile(folder, MODEL_FILE, checkDescriptionBytes);
  return readDescription(bytes.toString('utf8'), join(folder, MODEL_FILE));
}

/** @param check throws where a file of this size need not be read */
async function readModelFile(
  folder: string,
  name: string,
  check: (bytes: number, path: string) => void,
): Promise<Buffer> {
  checkArgument(typeof folder === 'string', 'folder', 'a path', folder);
  const path = join(folder, name);
  let handle: FileHandle | undefined;
  try {
    // Opening a named pipe without a writer would block.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await handle.stat();
    if (!status.isFile()) throw new Error('it is not a regular file');
    check(status.size, path);
    // A file of /proc says 0 and may go on for ever.
    return status.size === 0 ? Buffer.alloc(0) : await handle.readFile();
  } catch (cause) {
    if (cause instanceof LongrangeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const message = `Expected a model in ${folder}, got a folder without ${name}, or none.`;
      throw checkpointError('CHECKPOINT_MISSING_FILE', message, 'is the path right?', cause);
    }
    const { message, hint = 'take another checkpoint.' } = systemProblem('read', path, cause);
    throw checkpointError('CHECKPOINT_UNREADABLE', message, hint, cause);
  } finally {
    await handle?.close();
  }
}
