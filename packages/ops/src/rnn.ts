import { add, matMul, type Tensor2D, tanh } from '@tensorflow/tfjs-core';
import { RNN } from './fused.ts';
import {
  type HiddenState,
  type RecurrentCell,
  type RecurrentResult,
  type RecurrentSource,
  type RecurrentWeights,
  recurrentLayer,
} from './recurrent.ts';

/** Elman network (1990), Keras' `SimpleRNN`: h_t = tanh(x_t + h_{t-1} U) */
const CELL: RecurrentCell<HiddenState> = {
  kernels: RNN,
  step(x, { hidden }, { recurrentKernel }) {
    const z: Tensor2D = add(x, matMul(hidden, recurrentKernel));
    return { hidden: tanh(z) };
  },
};

/**
 * Plain recurrent layer over a whole sequence, h(t) = tanh(x(t) + h(t−1) U), with the width of one gate, H. Every float input is differentiable.
 *
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table, OPS_ARGUMENT
 */
export function rnn(
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('rnn', CELL, source, weights, initial);
}
