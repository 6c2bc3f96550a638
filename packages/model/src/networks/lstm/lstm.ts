import { type LstmState, lstm as lstmLayer, lstmTrace } from '@longrange/ops';
import { clone, type Tensor, type Tensor1D, zeros } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import {
  chronoBias,
  forgetGateBias,
  glorotUniform,
  type Initializer,
  orthogonal,
} from '../../initializers.ts';
import { setting } from '../../schema.ts';
import { type CellTracer, fixBlocks, type RecurrentCell, SATURATED } from '../layers/cell.ts';
import { recurrentStack, stackOptions } from '../layers/recurrent-stack.ts';
import type { Network } from '../network.ts';
import { projectSequence } from '../project.ts';

/** Traces an LSTM, which carries its cells. The third of its four blocks is the candidate for the cell, which is not a gate. */
const lstmTracer: CellTracer = {
  gates: [
    { name: 'input', block: 0, keepsState: false },
    { name: 'forget', block: 1, keepsState: true },
    { name: 'output', block: 3, keepsState: false },
  ],

  trace(inputs, parameters, state) {
    const preactivations = projectSequence(inputs, parameters('kernel'), parameters('bias'));
    const { cells, ...trace } = lstmTrace(preactivations, parameters('recurrent_kernel'), state as LstmState);
    return { ...trace, states: cells };
  },
};

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000) as in Keras, gates i, f, c, o:
 *
 *     i, f, o = σ(x W + h U + b)    c̃ = tanh(x W + h U + b)    c' = f ⊙ c + i ⊙ c̃    h' = o ⊙ tanh(c')
 */
export const lstmCell: RecurrentCell<LstmState> = {
  summary: 'gates choose what each cell forgets, takes in and shows',
  layerName: 'lstm',
  activations: 6,

  parameters: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, 4 * units], initializer: glorotUniform },
    { name: 'recurrent_kernel', shape: [units, 4 * units], initializer: orthogonal },
    { name: 'bias', shape: [4 * units], initializer: forgetGateBias(1) },
  ],

  biases: (parameters) => ({ input: parameters('bias') as Tensor as Tensor1D }),

  forward: lstmLayer,

  zeroState: (batchSize, units) => ({
    hidden: zeros([batchSize, units]),
    cell: zeros([batchSize, units]),
  }),

  tracer: lstmTracer,

  /** Fixes the cell at tanh(40) = 1: written again at each step, nothing kept. The output of any other cell is a multiple of that. */
  clamp(parameters, units, unit, value) {
    const kernels = [parameters('kernel'), parameters('recurrent_kernel')];
    const fixed = { 0: SATURATED, 1: -SATURATED, 2: SATURATED };
    fixBlocks(kernels, parameters('bias'), { blocks: 4, units, unit }, fixed);
    return Math.tanh(value) / Math.tanh(1);
  },

  generation: { kernel: 'lstm', blocks: (_, weights) => clone(weights) },

  keras: { className: 'LSTM', options: { recurrent_activation: 'sigmoid' } },

  topology: { unit_forget_bias: true, implementation: 1 },

  onnx: { operator: 'LSTM', order: [0, 3, 1, 2], attributes: {}, states: ['hidden', 'cell'] },
};

const lstmOptions = stackOptions
  .extend({
    forgetBias: setting(z.number(), 1, 'initial bias of the forget gates'),
    chronoLength: setting(
      z.number().min(2).nullable(),
      null,
      'characters that the longest memories last at first, by biases of forget and input gates (chrono initialization); null: `forgetBias`',
    ),
  })
  .check(
    z.refine(({ forgetBias, chronoLength }) => chronoLength === null || forgetBias === 1, {
      path: ['chronoLength'],
      error: 'to be null with a `forgetBias` of its own, got a number',
    }),
  );

type LstmOptions = z.output<typeof lstmOptions>;

const stack = recurrentStack('lstm', 'LSTM', lstmCell);

export const lstm: Network<LstmOptions, 'lstm'> = {
  ...stack,
  options: lstmOptions,

  parameters: (options) =>
    stack
      .parameters(options)
      .map((one) => (one.name.endsWith('/bias') ? { ...one, initializer: biasOf(options) } : one)),
};

function biasOf({ forgetBias, chronoLength }: LstmOptions): Initializer {
  return chronoLength === null ? forgetGateBias(forgetBias) : chronoBias(chronoLength);
}
