import { add, matMul, mul, sigmoid, split, type Tensor2D, type Tensor3D, tanh } from '@tensorflow/tfjs-core';
import { LSTM } from '../kernels.ts';
import { checkRecurrent } from '../recurrent.ts';
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
  checkRecurrent('composedLstm', LSTM, { preactivations }, { recurrentKernel }, initial);
  return overSteps(preactivations, initial, (x, before) => {
    const { hidden, cell } = lstmStep(x, recurrentKernel, before);
    return { hidden, cell };
  });
}

/** One step, from pre-activations [B, 4H]; `gates` [B, H] each, in the order i, f, c, o. */
export function lstmStep(x: Tensor2D, recurrentKernel: Tensor2D, before: LstmState) {
  const z: Tensor2D = add(x, matMul(before.hidden, recurrentKernel));
  const [zi, zf, zc, zo] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), tanh(zc), sigmoid(zo)];
  const cell: Tensor2D = add(mul(f, before.cell), mul(i, c));
  const hidden: Tensor2D = mul(o, tanh(cell));
  return { hidden, cell, gates: [i, f, c, o] };
}
