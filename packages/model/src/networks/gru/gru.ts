import { gruFromInputs, gruFromTokens, type HiddenState } from '@longrange/ops';
import { concat, expandDims, split, type Tensor2D, zeros, zerosLike } from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, zeros as zeroValues } from '../../initializers/initializers.ts';
import type { RecurrentCell } from '../layers/cell.ts';
import { fixBlocks, inverseTanh, SATURATED } from '../layers/clamp-blocks.ts';
import { recurrentStack } from '../layers/recurrent-stack.ts';
import { project } from '../project.ts';
import { biasRow } from './gru-bias.ts';
import { gruTracer } from './gru-tracer.ts';

/**
 * Gated recurrent unit (Cho et al. 2014) as in Keras with `reset_after`, gates z, r, h, and a bias of two rows, that of the inputs and that of
 * the hidden state:
 *
 *     z, r = σ(x W + b + h U + d)    ĥ = tanh(x W + b + r ⊙ (h U + d))    h' = z ⊙ h + (1 − z) ⊙ ĥ
 */
export const gruCell: RecurrentCell<HiddenState> = {
  layerName: 'gru',
  activations: 4,

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

  keras: {
    className: 'GRU',
    options: { recurrent_activation: 'sigmoid', reset_after: true },
  },

  topology: { implementation: 1 },

  onnx: { operator: 'GRU', order: [0, 1, 2], attributes: { linear_before_reset: 1 }, states: ['hidden'] },
};

export const gru = recurrentStack('gru', 'GRU', gruCell);
