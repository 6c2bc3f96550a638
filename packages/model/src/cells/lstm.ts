import { type LstmResult, type LstmState, lstm, lstmFromTokens } from '@longrange/ops';
import { fused, reshape, type Tensor1D, type Tensor2D, type Tensor3D, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, unitForgetBias } from '../initializers.ts';
import type { CellParameters, RecurrentCell } from './cell.ts';
import { lstmTracer } from './lstm-tracer.ts';

/** Long short-term memory as in Keras: tanh and sigmoid, gates i, f, c, o, forget bias 1. */
export const lstmCell: RecurrentCell = {
  layerName: 'lstm',

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, 4 * units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, 4 * units], initializer: orthogonal },
    { name: 'bias', shape: [4 * units], initializer: unitForgetBias },
  ],

  tokenTable: project,

  forwardTokens: (tokens, table, parameters, state) =>
    lstmFromTokens(tokens, table, parameters('recurrent_kernel'), state),

  forward(inputs, parameters, state): LstmResult {
    const [T, B, I] = inputs.shape;
    const flat = project(reshape(inputs, [T * B, I]) as Tensor2D, parameters);
    const preactivations = reshape(flat, [T, B, flat.shape[1]]) as Tensor3D;
    return lstm(preactivations, parameters('recurrent_kernel'), state);
  },

  zeroState: (batchSize, units): LstmState => ({
    hidden: zeros([batchSize, units]) as Tensor2D,
    cell: zeros([batchSize, units]) as Tensor2D,
  }),

  tracer: lstmTracer,

  topology: (name, units) => ({
    class_name: 'LSTM',
    config: {
      name,
      trainable: true,
      units,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      use_bias: true,
      unit_forget_bias: true,
      kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
      bias_initializer: { class_name: 'Zeros', config: {} },
      dropout: 0,
      recurrent_dropout: 0,
      implementation: 1,
      return_sequences: true,
      return_state: false,
      go_backwards: false,
      stateful: false,
      unroll: false,
    },
  }),
};

/** rows × kernel + bias: [N, I] → [N, 4H] */
function project(rows: Tensor2D, parameters: CellParameters): Tensor2D {
  const bias = parameters('bias') as unknown as Tensor1D;
  return fused.matMul({ a: rows, b: parameters('kernel'), bias }) as Tensor2D;
}
