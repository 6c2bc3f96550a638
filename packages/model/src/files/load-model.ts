import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CharacterModel } from '../character-model.ts';
import type { ModelConfig } from '../config.ts';
import { sizeOf } from '../parameters/initializers.ts';
import { checkpointError } from './checkpoint-error.ts';
import { MODEL_FILE, unpackWeights, WEIGHTS_FILE, weightEntries } from './model-files.ts';
import { type ModelDescription, readDescription } from './read-description.ts';

/**
 * Opens a folder that `saveModel` wrote. Everything is verified before a tensor is made.
 *
 * @throws LongrangeError CHECKPOINT_… (see `CheckpointErrorCode`)
 */
export async function loadModel(folder: string): Promise<CharacterModel> {
  const description = await readModelFile(folder, MODEL_FILE);
  return modelFromFiles(folder, { description, weights: await readModelFile(folder, WEIGHTS_FILE) });
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
  const path = join(folder, WEIGHTS_FILE);
  checkWeightBytes(weights.byteLength, config, path);
  const values = unpackWeights(config, weights);
  for (const [name, parameter] of values) checkFinite(parameter, name, path);
  return CharacterModel.fromValues(config, values);
}

/** A saved model's configuration and metadata, without its weights. */
export async function loadModelDescription(folder: string): Promise<ModelDescription> {
  const text = (await readModelFile(folder, MODEL_FILE)).toString('utf8');
  return readDescription(text, join(folder, MODEL_FILE));
}

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const message = `Expected a model in ${folder}, got a folder without ${name}, or none.`;
      throw checkpointError('CHECKPOINT_MISSING_FILE', message, 'is the path right?', cause);
    }
    const message = `Expected to read ${path}, got: ${(cause as Error).message}.`;
    throw checkpointError('CHECKPOINT_UNREADABLE', message, 'may this user read it?', cause);
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
