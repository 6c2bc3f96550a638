import { add, matMul, mul, sigmoid, split, type Tensor2D, type Tensor3D, tanh } from '@tensorflow/tfjs-core';
import type { LstmState, RecurrentResult } from '../recurrent-state.ts';
import { overSteps } from './steps.ts';

/**
 * What `lstm` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against.
 *
 * @param preactivations [T, B, 4H] float32, time-major
 * @param recurrentKernel [H, 4H] float32
 */
export function composedLstm(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): RecurrentResult<LstmState> {
  return overSteps(preactivations, initial, (x, before) => {
    const z: Tensor2D = add(x, matMul(before.hidden, recurrentKernel));
    const [i, f, g, o] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const cell: Tensor2D = add(mul(sigmoid(f), before.cell), mul(sigmoid(i), tanh(g)));
    return { hidden: mul(sigmoid(o), tanh(cell)), cell };
  });
}
