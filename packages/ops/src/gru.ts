import {
  add,
  matMul,
  mul,
  sigmoid,
  split,
  sub,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tanh,
} from '@tensorflow/tfjs-core';
import { GRU } from './kernels.ts';
import { type HiddenState, type RecurrentCell, type RecurrentResult, recurrentLayer } from './recurrent.ts';

/**
 * Cho et al. 2014 in the variant that resets after the product, as in Keras (`reset_after`), cuDNN and PyTorch; gate order
 * z, r, h as in Keras:
 *
 *   u = h_{t-1} U + b        z, r = σ(x_z + u_z), σ(x_r + u_r)
 *   g = tanh(x_h + r ⊙ u_h)  h_t = z ⊙ h_{t-1} + (1 - z) ⊙ g
 */
const CELL: RecurrentCell<HiddenState> = {
  kernels: GRU,
  step(x, { hidden }, { recurrentKernel, recurrentBias }) {
    const recurrent: Tensor2D = add(matMul(hidden, recurrentKernel), recurrentBias!);
    const [xz, xr, xh] = split(x, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [uz, ur, uh] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const candidate = tanh(add(xh, mul(sigmoid(add(xr, ur)), uh)));
    const z = sigmoid(add(xz, uz));
    return { hidden: add(candidate, mul(z, sub(hidden, candidate))) };
  },
};

/**
 * A GRU layer over a whole sequence (tanh, sigmoid; gate order z, r, h as in Keras with `reset_after`, the form that cuDNN
 * and PyTorch compute too), differentiable by every float input.
 *
 * @param preactivations [T, B, 3H] float32: inputs × kernel + input bias, time-major
 * @param recurrentKernel [H, 3H] float32
 * @param recurrentBias [3H] float32: added to the hidden state × recurrentKernel, before the reset gate
 * @throws LongrangeError OPS_SHAPE
 */
export function gru(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('gru', CELL, { preactivations }, { recurrentKernel, recurrentBias }, initial);
}

/**
 * `gru` as a first layer: its inputs are characters, so their product with the kernel is a row of a table.
 *
 * @param tokens [T, B] int32, time-major, each in [0, V)
 * @param table [V, 3H] float32: embedding × kernel + input bias, one row for each character
 * @param recurrentKernel [H, 3H] float32
 * @param recurrentBias [3H] float32
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table
 */
export function gruFromTokens(
  tokens: Tensor2D,
  table: Tensor2D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  const weights = { recurrentKernel, recurrentBias };
  return recurrentLayer('gruFromTokens', CELL, { tokens, table }, weights, initial);
}

/**
 * `gru` as a layer above the first, from its inputs. An engine without a kernel for that multiplies first, then runs `gru`.
 *
 * @param inputs [T, B, I] float32, time-major
 * @param kernel [I, 3H] float32
 * @param bias [3H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function gruFromInputs(
  inputs: Tensor3D,
  kernel: Tensor2D,
  bias: Tensor1D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  const weights = { recurrentKernel, recurrentBias };
  return recurrentLayer('gruFromInputs', CELL, { inputs, kernel, bias }, weights, initial);
}
