import { gru as gruLayer, type HiddenState, type RecurrentWeights } from '@longrange/ops';
import {
  add,
  concat,
  expandDims,
  reshape,
  sigmoid,
  slice,
  split,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { glorotUniform, orthogonal, zeros as zeroValues } from '../../initializers.ts';
import {
  type CellParameters,
  type CellTracer,
  fixBlocks,
  inverseTanh,
  type RecurrentCell,
  SATURATED,
} from '../layers/cell.ts';
import { recurrentStack } from '../layers/recurrent-stack.ts';
import { projectSequence } from '../project.ts';

/**
 * Traces a GRU, which carries its outputs; its gates follow from them, so that no step has to wait for the one before. In Keras'
 * convention the update gate z keeps the state: h' = z h + (1 − z) ĥ.
 */
const gruTracer: CellTracer = {
  gates: [
    { name: 'update', block: 0, keepsState: true },
    { name: 'reset', block: 1, keepsState: false },
  ],

  trace(inputs, parameters, state) {
    const { hidden } = state as HiddenState;
    const recurrentKernel = parameters('recurrent_kernel');
    const bias = biasRow(parameters, 1);
    const preactivations = projectSequence(inputs, parameters('kernel'), biasRow(parameters, 0));
    const weights = { recurrentKernel, recurrentBias: bias };
    const { outputs, final } = gruLayer({ preactivations }, weights, { hidden });
    const [T, B, H] = outputs.shape;
    const before = slice(concat([expandDims(hidden), outputs]), 0, T) as Tensor3D;
    const recurrent = projectSequence(
      before,
      slice(recurrentKernel, [0, 0], [H, 2 * H]),
      slice(bias, 0, 2 * H),
    );
    const gates = sigmoid(add(slice(preactivations, [0, 0, 0], [T, B, 2 * H]), recurrent)) as Tensor3D;
    return { outputs, final, gates, states: outputs.clone() };
  },
};

/**
 * Gated recurrent unit (Cho et al. 2014) as in Keras with `reset_after`, gates z, r, h, and a bias of two rows, one for the inputs and one
 * for the hidden state:
 *
 *     z, r = σ(x W + b + h U + d)    ĥ = tanh(x W + b + r ⊙ (h U + d))    h' = z ⊙ h + (1 − z) ⊙ ĥ
 */
export const gruCell: RecurrentCell<HiddenState> = {
  summary: 'one gate keeps or replaces each value, another chooses what the replacement sees',
  layerName: 'gru',
  activations: 4,

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, 3 * units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, 3 * units], initializer: orthogonal },
    { name: 'bias', shape: [2, 3 * units], initializer: zeroValues },
  ],

  biases: (parameters) => ({ input: biasRow(parameters, 0), recurrent: biasRow(parameters, 1) }),

  forward: (source, weights, state) => gruLayer(source, weights as Required<RecurrentWeights>, state),

  zeroState: (batchSize, units) => ({ hidden: zeros([batchSize, units]) }),

  tracer: gruTracer,

  /** Keeps nothing, and fixes the candidate at the value. */
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
  },

  keras: {
    className: 'GRU',
    options: { recurrent_activation: 'sigmoid', reset_after: true },
  },

  topology: { implementation: 1 },

  onnx: { operator: 'GRU', order: [0, 1, 2], attributes: { linear_before_reset: 1 }, states: ['hidden'] },
};

export const gru = recurrentStack('gru', 'GRU', gruCell);

/** One row of a GRU's bias, [3H]: 0 for the inputs, 1 for the hidden state. */
function biasRow(parameters: CellParameters, row: 0 | 1): Tensor1D {
  const bias: Tensor2D = parameters('bias');
  const width = bias.shape[1];
  return reshape(slice(bias, [row, 0], [1, width]), [width]);
}
