import { add, matMul, type Tensor1D, type Tensor2D, type Tensor3D, tanh } from '@tensorflow/tfjs-core';
import { RNN } from './kernels.ts';
import { type HiddenState, type RecurrentCell, type RecurrentResult, recurrentLayer } from './recurrent.ts';

/** Elman 1990, Keras' `SimpleRNN`: h_t = tanh(x_t + h_{t-1} U) */
const CELL: RecurrentCell<HiddenState> = {
  kernels: RNN,
  step(x, { hidden }, { recurrentKernel }) {
    const z: Tensor2D = add(x, matMul(hidden, recurrentKernel));
    return { hidden: tanh(z) };
  },
};

/**
 * A plain recurrent layer over a whole sequence, h(t) = tanh(x(t) + h(t−1) U), differentiable by every float input.
 *
 * @param preactivations [T, B, H] float32: inputs × kernel + bias, time-major
 * @param recurrentKernel [H, H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function rnn(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('rnn', CELL, { preactivations }, { recurrentKernel }, initial);
}

/**
 * `rnn` as a first layer: its inputs are characters, so their product with the kernel is a row of a table.
 *
 * @param tokens [T, B] int32, time-major, each in [0, V)
 * @param table [V, H] float32: embedding × kernel + bias, one row for each character
 * @param recurrentKernel [H, H] float32
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table
 */
export function rnnFromTokens(
  tokens: Tensor2D,
  table: Tensor2D,
  recurrentKernel: Tensor2D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('rnnFromTokens', CELL, { tokens, table }, { recurrentKernel }, initial);
}

/**
 * `rnn` as a layer above the first, from its inputs. An engine without a kernel for that multiplies first, then runs `rnn`.
 *
 * @param inputs [T, B, I] float32, time-major
 * @param kernel [I, H] float32
 * @param bias [H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function rnnFromInputs(
  inputs: Tensor3D,
  kernel: Tensor2D,
  bias: Tensor1D,
  recurrentKernel: Tensor2D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('rnnFromInputs', CELL, { inputs, kernel, bias }, { recurrentKernel }, initial);
}
