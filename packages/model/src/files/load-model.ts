import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { CharacterModel } from '../character-model.ts';
import type { ModelConfig } from '../config.ts';
import { sizeOf } from '../parameters/initializers.ts';
import { checkpointError } from './checkpoint-error.ts';
import { MODEL_FILE, unpackWeights, WEIGHTS_FILE, weightEntries } from './model-files.ts';
import { checkDescriptionBytes, type ModelDescription, readDescription } from './read-description.ts';

/**
 * Opens a folder that `saveModel` wrote. Everything is verified before a tensor is made.
 *
 * @throws LongrangeError CHECKPOINT_… (see `CheckpointErrorCode`)
 */
export async function loadModel(folder: string): Promise<CharacterModel> {
  const { config } = await loadModelDescription(folder);
  const check = (bytes: number, path: string) => checkWeightBytes(bytes, config, path);
  return modelOf(config, await readModelFile(folder, WEIGHTS_FILE, check), join(folder, WEIGHTS_FILE));
}

/** What `saveModel` writes, in memory. */
export interface ModelFiles {
  /** `model.json` */
  readonly description: Uint8Array;
  /** `weights.bin` */
  readonly weights: Uint8Array;
}

/**
 * `loadModel` for files that have been read already; `folder` is where errors say that they are from.
 *
 * @throws LongrangeError CHECKPOINT_… (see `CheckpointErrorCode`)
 */
export function modelFromFiles(folder: string, { description, weights }: ModelFiles): CharacterModel {
  const { config } = readDescription(new TextDecoder().decode(description), join(folder, MODEL_FILE));
  return modelOf(config, weights, join(folder, WEIGHTS_FILE));
}

function modelOf(config: ModelConfig, weights: Uint8Array, path: string): CharacterModel {
  checkWeightBytes(weights.byteLength, config, path);
  const values = unpackWeights(config, weights);
  for (const [name, parameter] of values) checkFinite(parameter, name, path);
  return CharacterModel.fromValues(config, values);
}

/** A saved model's configuration and metadata, without its weights. */
export async function loadModelDescription(folder: string): Promise<ModelDescription> {
  const bytes = await readModelFile(folder, MODEL_FILE, checkDescriptionBytes);
  return readDescription(bytes.toString('utf8'), join(folder, MODEL_FILE));
}

/** @param check throws where a file of that many bytes need not be read */
async function readModelFile(
  folder: string,
  name: string,
  check: (bytes: number, path: string) => void,
): Promise<Buffer> {
  const path = join(folder, name);
  let handle: FileHandle | undefined;
  try {
    // A named pipe nobody writes to would be waited for.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await handle.stat();
    if (!status.isFile()) throw new Error('it is no file');
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
    const message = `Expected to read ${path}, got: ${(cause as Error).message}.`;
    throw checkpointError('CHECKPOINT_UNREADABLE', message, 'may this user read it?', cause);
  } finally {
    await handle?.close();
  }
}

function checkWeightBytes(got: number, config: ModelConfig, path: string): void {
  const expected = weightEntries(config).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (got === expected) return;
  const code = got < expected ? 'CHECKPOINT_WEIGHTS_TRUNCATED' : 'CHECKPOINT_WEIGHTS_OVERSIZED';
  const message = `Expected ${path} to hold ${expected} bytes, got ${got}.`;
  throw checkpointError(code, message, 'it was cut or replaced; take another checkpoint.');
}

function checkFinite(values: Float32Array, name: string, path: string): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const message = `Expected finite weights in ${path}, got ${values[index]} at element ${index} of ${name}.`;
  const hint = 'training diverged before it was saved; take an earlier checkpoint and a lower learning rate.';
  throw checkpointError('CHECKPOINT_NON_FINITE', message, hint);
}
