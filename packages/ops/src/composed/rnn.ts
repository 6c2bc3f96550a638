import { add, matMul, type Tensor2D, type Tensor3D, tanh } from '@tensorflow/tfjs-core';
import { RNN } from '../kernels.ts';
import { checkRecurrent } from '../recurrent.ts';
import type { HiddenState, RecurrentResult } from '../recurrent-state.ts';
import { overSteps } from './steps.ts';

/**
 * What `rnn` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against.
 *
 * @param preactivations [T, B, H] float32, time-major
 * @param recurrentKernel [H, H] float32
 */
export function composedRnn(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: HiddenState,
): RecurrentResult<HiddenState> {
  checkRecurrent('composedRnn', RNN, { preactivations }, { recurrentKernel }, initial);
  return overSteps(preactivations, initial, (x, before) => {
    const z: Tensor2D = add(x, matMul(before.hidden, recurrentKernel));
    return { hidden: tanh(z) };
  });
}
