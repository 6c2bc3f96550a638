import { gruFromInputs, gruFromTokens, type HiddenState } from '@longrange/ops';
import { concat, expandDims, split, type Tensor2D, zeros, zerosLike } from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, zeros as zeroValues } from '../initializers/initializers.ts';
import type { RecurrentCell } from './cell.ts';
import { fixBlocks, inverseTanh, SATURATED } from './clamp-blocks.ts';
import { biasRow } from './gru-bias.ts';
import { gruTracer } from './gru-tracer.ts';
import { project } from './project.ts';
import { recurrentTopology } from './recurrent-topology.ts';

/**
 * Gated recurrent unit as in Keras with `reset_after`: tanh and sigmoid, gates z, r, h, and a bias of two rows, that of
 * the inputs and that of the hidden state.
 */
export const gruCell: RecurrentCell<HiddenState> = {
  layerName: 'gru',

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, 3 * units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, 3 * units], initializer: orthogonal },
    { name: 'bias', shape: [2, 3 * units], initializer: zeroValues },
  ],

  tokenTable: (embedding, parameters) => project(embedding, parameters('kernel'), biasRow(parameters, 0)),

  forwardTokens: (tokens, table, parameters, state) =>
    gruFromTokens(tokens, table, parameters('recurrent_kernel'), biasRow(parameters, 1), state),

  forward: (inputs, parameters, state) =>
    gruFromInputs(
      inputs,
      parameters('kernel'),
      biasRow(parameters, 0),
      parameters('recurrent_kernel'),
      biasRow(parameters, 1),
      state,
    ),

  zeroState: (batchSize, units) => ({ hidden: zeros([batchSize, units]) }),

  tracer: gruTracer,

  /** Nothing kept, and a candidate that is the value. */
  clamp(parameters, units, unit, value) {
    const kernels = [
      parameters('kernel'),
      parameters('recurrent_kernel'),
      parameters('bias').subarray(3 * units),
    ];
    const fixed = { 0: -SATURATED, 2: inverseTanh(value) };
    fixBlocks(kernels, parameters('bias').subarray(0, 3 * units), { blocks: 3, units, unit }, fixed);
    return 1;
  },

  generation: {
    kernel: 'gru',
    blocks(part, weights) {
      const [z, r, candidate] = split(weights, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
      const nothing = zerosLike(candidate);
      return concat(part === 'input' ? [z, r, candidate, nothing] : [z, r, nothing, candidate], 1);
    },
    biases: (parameters) => ({
      input: expandDims(biasRow(parameters, 0)) as Tensor2D,
      recurrent: expandDims(biasRow(parameters, 1)) as Tensor2D,
    }),
  },

  /** TensorFlow.js layers knows no `reset_after` and says so; anything else would be another function of these weights. */
  topology: (name, units) =>
    recurrentTopology('GRU', name, units, {
      recurrent_activation: 'sigmoid',
      reset_after: true,
      implementation: 1,
    }),
};
