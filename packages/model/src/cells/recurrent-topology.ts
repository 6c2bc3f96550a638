import type { LayerTopology } from './cell.ts';

/** A recurrent layer in TensorFlow.js layers format, as all cells have it: a sequence in, a sequence out, from a zero state. */
export function recurrentTopology(
  className: string,
  name: string,
  units: number,
  ownConfig: Readonly<Record<string, unknown>> = {},
): LayerTopology {
  return {
    class_name: className,
    config: {
      name,
      trainable: true,
      units,
      activation: 'tanh',
      use_bias: true,
      ...ownConfig,
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
