import type { LayerTopology } from '../cells/cell.ts';
import type { ModelConfig } from '../config-schema.ts';
import { cellOf, embeddedCharacters, numberedName, recurrentLayerName } from '../parameters.ts';

/**
 * The model as a `Sequential` in TensorFlow.js layers format. The dense layer is linear: the model gives logits, here as in
 * `CharacterModel.forward`, because a loss and a temperature are both computed from logits without loss of precision.
 */
export function modelTopology(config: ModelConfig): object {
  const recurrent = Array.from({ length: config.layers }, (_, index) => [
    cellOf(config).topology(recurrentLayerName(config, index), config.units),
    dropoutLayer(config, index),
  ]);
  return {
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
    model_config: {
      class_name: 'Sequential',
      config: {
        name: 'longrange',
        layers: [embeddingLayer(config), ...recurrent.flat(), denseLayer(config)],
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

function dropoutLayer(config: ModelConfig, index: number): LayerTopology {
  return {
    class_name: 'Dropout',
    config: { name: numberedName('dropout', index), trainable: true, rate: config.dropout },
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
