import { type HiddenState, rnnFromInputs, rnnFromTokens } from '@longrange/ops';
import {
  concat,
  expandDims,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, zeros as zeroValues } from '../initializers/initializers.ts';
import type { RecurrentCell } from './cell.ts';
import { fixBlocks, inverseTanh } from './clamp-blocks.ts';
import { project } from './project.ts';
import { recurrentTopology } from './recurrent-topology.ts';

/** A plain recurrent layer as in Keras, where it is called `SimpleRNN`: tanh of inputs and hidden state, no gates. */
export const rnnCell: RecurrentCell<HiddenState> = {
  layerName: 'simple_rnn',

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, units], initializer: orthogonal },
    { name: 'bias', shape: [units], initializer: zeroValues },
  ],

  tokenTable: (embedding, parameters) => project(embedding, parameters('kernel'), parameters('bias')),

  forwardTokens: (tokens, table, parameters, state) =>
    rnnFromTokens(tokens, table, parameters('recurrent_kernel'), state),

  forward: (inputs, parameters, state) =>
    rnnFromInputs(
      inputs,
      parameters('kernel'),
      parameters('bias') as Tensor as Tensor1D,
      parameters('recurrent_kernel'),
      state,
    ),

  zeroState: (batchSize, units) => ({ hidden: zeros([batchSize, units]) }),

  clamp(parameters, units, unit, value) {
    const kernels = [parameters('kernel'), parameters('recurrent_kernel')];
    fixBlocks(kernels, parameters('bias'), { blocks: 1, units, unit }, { 0: inverseTanh(value) });
    return 1;
  },

  generation: {
    kernel: 'rnn',
    blocks(_, weights) {
      const nothing = zerosLike(weights);
      return concat([weights, nothing, nothing, nothing], 1);
    },
    biases: (parameters) => ({ input: expandDims(parameters('bias')) as Tensor2D }),
  },

  topology: (name, units) => recurrentTopology('SimpleRNN', name, units),
};
