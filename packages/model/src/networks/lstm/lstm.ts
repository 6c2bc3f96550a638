import { type LstmState, lstmFromInputs, lstmFromTokens } from '@longrange/ops';
import { clone, expandDims, type Tensor, type Tensor1D, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, unitForgetBias } from '../../initializers/initializers.ts';
import type { RecurrentCell } from '../layers/cell.ts';
import { fixBlocks, SATURATED } from '../layers/clamp-blocks.ts';
import { recurrentStack } from '../layers/recurrent-stack.ts';
import { project } from '../project.ts';
import { lstmTracer } from './lstm-tracer.ts';

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000) as in Keras, gates i, f, c, o, forget bias 1:
 *
 *     i, f, o = σ(x W + h U + b)    c̃ = tanh(x W + h U + b)    c' = f ⊙ c + i ⊙ c̃    h' = o ⊙ tanh(c')
 */
export const lstmCell: RecurrentCell<LstmState> = {
  layerName: 'lstm',
  activations: 6,

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, 4 * units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, 4 * units], initializer: orthogonal },
    { name: 'bias', shape: [4 * units], initializer: unitForgetBias },
  ],

  tokenTable: (embedding, parameters) => project(embedding, parameters('kernel'), parameters('bias')),

  forwardTokens: (tokens, table, parameters, state) =>
    lstmFromTokens(tokens, table, parameters('recurrent_kernel'), state),

  forward: (inputs, parameters, state) =>
    lstmFromInputs(
      inputs,
      parameters('kernel'),
      parameters('bias') as Tensor as Tensor1D,
      parameters('recurrent_kernel'),
      state,
    ),

  zeroState: (batchSize, units) => ({
    hidden: zeros([batchSize, units]),
    cell: zeros([batchSize, units]),
  }),

  tracer: lstmTracer,

  /** A cell of tanh(40) = 1: written again at each step, nothing kept. Any cell, also one beyond 1, is a multiple of that in what it shows. */
  clamp(parameters, units, unit, value) {
    const kernels = [parameters('kernel'), parameters('recurrent_kernel')];
    const fixed = { 0: SATURATED, 1: -SATURATED, 2: SATURATED };
    fixBlocks(kernels, parameters('bias'), { blocks: 4, units, unit }, fixed);
    return Math.tanh(value) / Math.tanh(1);
  },

  generation: {
    kernel: 'lstm',
    blocks: (_, weights) => clone(weights),
    biases: (parameters) => ({ input: expandDims(parameters('bias')) as Tensor2D }),
  },

  keras: { className: 'LSTM', options: { recurrent_activation: 'sigmoid' } },

  topology: { unit_forget_bias: true, implementation: 1 },

  onnx: { operator: 'LSTM', order: [0, 3, 1, 2], attributes: {}, states: ['hidden', 'cell'] },
};

export const lstm = recurrentStack('lstm', 'LSTM', lstmCell);
