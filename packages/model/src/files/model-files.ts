import type { CharacterModel } from '../character-model.ts';
import { MODEL_FORMAT_VERSION, type ModelConfig } from '../config-schema.ts';
import { sizeOf } from '../initializers/initializers.ts';
import { parameterSpecifications } from '../parameters.ts';
import { modelTopology } from './topology.ts';

export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
/** Tells our models from other models in TensorFlow.js layers format. */
export const MODEL_FORMAT = 'longrange-model';

/** What else is worth saying about a model: JSON values by name. */
export type ModelMetadata = Readonly<Record<string, unknown>>;

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

/** The entries of a model's weights manifest, in the order of `weights.bin`. */
export function weightEntries(config: ModelConfig): WeightEntry[] {
  return parameterSpecifications(config).map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
}

/** `model.json` in TensorFlow.js layers format, with our configuration under `userDefinedMetadata`. */
export function describeModel(config: ModelConfig, metadata: ModelMetadata): object {
  return {
    format: 'layers-model',
    generatedBy: 'longrange',
    convertedBy: null,
    modelTopology: modelTopology(config),
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightEntries(config) }],
    userDefinedMetadata: { format: MODEL_FORMAT, formatVersion: MODEL_FORMAT_VERSION, config, metadata },
  };
}

/** `weights.bin`: every parameter, row-major little-endian float32, one after the other. */
export async function packWeights(model: CharacterModel): Promise<Uint8Array> {
  const bytes = new Uint8Array(4 * model.parameterCount);
  let offset = 0;
  for (const values of (await model.values()).values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** The parameters in `bytes`, which holds exactly the configuration's. */
export function unpackWeights(config: ModelConfig, bytes: Uint8Array): Map<string, Float32Array> {
  const aligned = new Float32Array(Uint8Array.from(bytes).buffer);
  const values = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, shape } of weightEntries(config)) {
    const size = sizeOf(shape);
    values.set(name, aligned.subarray(offset, offset + size));
    offset += size;
  }
  return values;
}
