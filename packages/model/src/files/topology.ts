import type { ModelConfig } from '../config-schema.ts';
import { networkOf } from '../network-of.ts';
import type { LayerTopology } from '../networks/network.ts';
import { embeddedCharacters } from '../parameters.ts';

/**
 * The model as a `Sequential` in TensorFlow.js layers format. The dense layer is linear: the model gives logits, here as in
 * `CharacterModel.forward`, because a loss and a temperature are both computed from logits without loss of precision.
 */
export function modelTopology(config: ModelConfig): object {
  const network = networkOf(config);
  // TensorFlow.js layers has no such class and says so, where a network has no layers in this format.
  const layers = network.exporters?.layers?.(config) ?? [
    { class_name: network.title, config: { name: network.name, trainable: true } },
  ];
  return {
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
    model_config: {
      class_name: 'Sequential',
      config: {
        name: 'longrange',
        layers: [embeddingLayer(config), ...layers, denseLayer(config)],
      },
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
