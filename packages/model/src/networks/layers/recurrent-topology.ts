import type { LayerTopology } from '../network.ts';
import type { RecurrentCell } from './cell.ts';

/**
 * A recurrent layer in TensorFlow.js layers format: a sequence in, a sequence out, from a zero state. TensorFlow.js layers knows no
 * `reset_after` of a GRU, nor a class of one's own, and says so; anything else would be another function of its weights.
 *
 * @param title what the class is called where Keras has none
 */
export function recurrentTopology(
  { keras, topology }: Pick<RecurrentCell, 'keras' | 'topology'>,
  title: string,
  name: string,
  units: number,
): LayerTopology {
  return {
    class_name: keras?.className ?? title,
    config: {
      name,
      trainable: true,
      units,
      activation: 'tanh',
      use_bias: true,
      ...keras?.options,
      ...topology,
      kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
      bias_initializer: { class_name: 'Zeros', config: {} },
      dropout: 0,
      recurrent_dropout: 0,
      return_sequences: true,
      return_state: false,
      go_backwards: false,
      stateful: false,
      unroll: false,
    },
  };
}

export function dropoutTopology(name: string, rate: number): LayerTopology {
  return { class_name: 'Dropout', config: { name, trainable: true, rate } };
}
