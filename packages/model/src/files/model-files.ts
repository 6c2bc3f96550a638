import type { CharacterModel } from '../character-model.ts';
import { MODEL_FORMAT_VERSION, type ModelConfig } from '../config-schema.ts';
import { sizeOf } from '../initializers.ts';
import type { LayerTopology } from '../networks/network.ts';
import { networkOf } from '../networks/networks.ts';
import { embeddedCharacters, parameterSpecifications } from '../parameters.ts';

export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
/** Distinguishes our models from others in TensorFlow.js layers format. */
export const MODEL_FORMAT = 'longrange-model';

/** Further information about a model: JSON values by name. */
export type ModelMetadata = Readonly<Record<string, unknown>>;

/** Entries of a model's weights manifest, in the order of `weights.bin`. */
export function weightEntries(config: ModelConfig) {
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

/** Contents of `weights.bin`: all parameters in order, row-major little-endian float32. */
export async function packWeights(model: CharacterModel): Promise<Uint8Array> {
  const bytes = new Uint8Array(4 * model.parameterCount);
  let offset = 0;
  for (const values of (await model.values()).values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** Parameters in `bytes`, which must hold exactly those of the configuration. */
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

/**
 * Model as a `Sequential` in TensorFlow.js layers format. The dense layer is linear: the model outputs logits, here as in
 * `CharacterModel.forward`, because both a loss and a temperature can be computed from logits without loss of precision.
 */
function modelTopology(config: ModelConfig): object {
  const network = networkOf(config);
  // If a network has no layers in this format, TensorFlow.js layers reports an unknown class.
  const layers = network.exporters?.layers?.(config) ?? [
    { class_name: network.title, config: { name: network.name, trainable: true } },
  ];
  return {
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
    model_config: {
      class_name: 'Sequential',
      config: { name: 'longrange', layers: [embeddingLayer(config), ...layers, denseLayer(config)] },
    },
  };
}

function embeddingLayer(config: ModelConfig): LayerTopology {
  return {
    class_name: 'Embedding',
    config: {
      name: 'embedding',
      trainable: true,
      batch_input_shape: [null, null],
      dtype: 'float32',
      input_dim: embeddedCharacters(config),
      output_dim: config.embeddingSize,
      embeddings_initializer: {
        class_name: 'RandomUniform',
        config: { minval: -config.embeddingRange, maxval: config.embeddingRange },
      },
      mask_zero: false,
      input_length: null,
    },
  };
}

function denseLayer(config: ModelConfig): LayerTopology {
  return {
    class_name: 'Dense',
    config: {
      name: 'dense',
      trainable: true,
      units: config.vocabulary.length,
      activation: 'linear',
      use_bias: true,
      kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      bias_initializer: { class_name: 'Zeros', config: {} },
      kernel_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: config.l2 } },
    },
  };
}
