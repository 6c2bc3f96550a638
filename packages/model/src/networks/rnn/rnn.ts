import { type HiddenState, rnn as rnnLayer } from '@longrange/ops';
import { concat, type Tensor, type Tensor1D, zeros, zerosLike } from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, zeros as zeroValues } from '../../initializers.ts';
import { fixBlocks, inverseTanh, type RecurrentCell } from '../layers/cell.ts';
import { recurrentStack } from '../layers/recurrent-stack.ts';

/** Plain recurrent layer (Elman 1990), Keras' `SimpleRNN`: h' = tanh(x W + h U + b), no gates. */
export const rnnCell: RecurrentCell<HiddenState> = {
  summary: 'no gates: every character replaces the whole state',
  layerName: 'simple_rnn',
  activations: 2,

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, units], initializer: orthogonal },
    { name: 'bias', shape: [units], initializer: zeroValues },
  ],

  biases: (parameters) => ({ input: parameters('bias') as Tensor as Tensor1D }),

  forward: rnnLayer,

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
  },

  keras: { className: 'SimpleRNN', options: {} },

  onnx: { operator: 'RNN', order: [0], attributes: {}, states: ['hidden'] },
};

export const rnn = recurrentStack('rnn', 'RNN', rnnCell);
