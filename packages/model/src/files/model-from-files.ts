import { checkArgument } from '@longrange/errors';
import { CharacterModel } from '../character-model.ts';
import { checkModel } from '../check-model.ts';
import { parameterBytes } from '../config.ts';
import type { ModelConfig } from '../config-schema.ts';
import {
  describeModel,
  MODEL_FILE,
  type ModelMetadata,
  packWeights,
  unpackWeights,
  WEIGHTS_FILE,
} from './model-files.ts';
import { checkpointError, readDescription } from './read-description.ts';

/** Saved model in memory: the two files that `saveModel` of `@longrange/model/node` writes. */
export interface ModelFiles {
  /** `model.json`: UTF-8, TensorFlow.js layers format. */
  readonly description: Uint8Array;
  /** `weights.bin`: all parameters in order, row-major little-endian float32. */
  readonly weights: Uint8Array;
}

/**
 * Writes a model as files in memory, to be stored or sent. Plain `tf.loadLayersModel` opens them and gives the same logits.
 *
 * @param metadata JSON values kept under `userDefinedMetadata.metadata`
 */
export async function modelToFiles(model: CharacterModel, metadata: ModelMetadata = {}): Promise<ModelFiles> {
  checkModel(model);
  const description = `${JSON.stringify(describeModel(model.config, metadata), null, 2)}\n`;
  return { description: new TextEncoder().encode(description), weights: await packWeights(model) };
}

/**
 * Reads what `modelToFiles` wrote. Everything is verified before a tensor is made.
 *
 * @param folder origin of the files, named in errors: a path or an address
 * @throws LongrangeError CHECKPOINT_…
 */
export function modelFromFiles(folder: string, files: ModelFiles): CharacterModel {
  const areFiles = files?.description instanceof Uint8Array && files.weights instanceof Uint8Array;
  checkArgument(areFiles, 'files', '`{ description, weights }`, a Uint8Array each', files);
  const { description, weights } = files;
  const { config } = readDescription(new TextDecoder().decode(description), `${folder}/${MODEL_FILE}`);
  return modelFromWeights(config, weights, `${folder}/${WEIGHTS_FILE}`);
}

/** @param path named in error messages */
export function modelFromWeights(config: ModelConfig, weights: Uint8Array, path: string): CharacterModel {
  checkWeightBytes(weights.byteLength, config, path);
  const values = unpackWeights(config, weights);
  for (const [name, parameter] of values) checkFinite(parameter, name, path);
  return CharacterModel.fromValues(config, values);
}

/** @throws LongrangeError CHECKPOINT_WEIGHTS_… if `weights.bin` of that configuration has another size */
export function checkWeightBytes(got: number, config: ModelConfig, path: string): void {
  const expected = parameterBytes(config);
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
