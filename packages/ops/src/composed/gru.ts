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
import { GRU } from '../kernels.ts';
import { checkRecurrent } from '../recurrent.ts';
import type { HiddenState, RecurrentResult } from '../recurrent-state.ts';
import { overSteps } from './steps.ts';

/**
 * What `gru` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against.
 *
 * @param preactivations [T, B, 3H] float32, time-major
 * @param recurrentKernel [H, 3H] float32
 * @param recurrentBias [3H] float32
 */
export function composedGru(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  checkRecurrent('composedGru', GRU, { preactivations }, { recurrentKernel, recurrentBias }, initial);
  return overSteps(preactivations, initial, (x, { hidden }) => {
    const recurrent: Tensor2D = add(matMul(hidden, recurrentKernel), recurrentBias);
    const [xz, xr, xh] = split(x, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [rz, rr, rh] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const candidate = tanh(add(xh, mul(sigmoid(add(xr, rr)), rh)));
    const z = sigmoid(add(xz, rz));
    return { hidden: add(candidate, mul(z, sub(hidden, candidate))) };
  });
}
