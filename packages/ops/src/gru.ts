import { add, matMul, mul, sigmoid, split, sub, type Tensor2D, tanh } from '@tensorflow/tfjs-core';
import { GRU } from './fused.ts';
import {
  type HiddenState,
  type RecurrentCell,
  type RecurrentResult,
  type RecurrentSource,
  type RecurrentWeights,
  recurrentLayer,
} from './recurrent.ts';

/**
 * GRU of Cho et al. 2014 in the variant that resets after the product, as in Keras (`reset_after`), cuDNN and PyTorch; gate
 * order z, r, h as in Keras:
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
 * GRU layer over a whole sequence (tanh, sigmoid; gate order z, r, h as in Keras with `reset_after`, the form that cuDNN
 * and PyTorch also compute), differentiable in every float input.
 *
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table, OPS_ARGUMENT
 */
export function gru(
  source: RecurrentSource,
  weights: Required<RecurrentWeights>,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  return recurrentLayer('gru', CELL, source, weights, initial);
}
