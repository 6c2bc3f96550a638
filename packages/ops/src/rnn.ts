import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { composedRnn } from './composed/rnn.ts';
import { tableRows } from './composed/steps.ts';
import { RNN } from './kernels.ts';
import { projectSequence } from './project.ts';
import { runRecurrent } from './recurrent.ts';
import type { HiddenState, RecurrentResult } from './recurrent-state.ts';

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
  const fused = runRecurrent('rnn', RNN, { preactivations }, { recurrentKernel }, initial);
  return fused ?? composedRnn(preactivations, recurrentKernel, initial);
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
  const fused = runRecurrent('rnnFromTokens', RNN, { tokens, table }, { recurrentKernel }, initial);
  return fused ?? composedRnn(tableRows(tokens, table), recurrentKernel, initial);
}

/**
 * The same for a layer above the first, from its inputs: an engine that has no kernel for that multiplies first, and runs `rnn`.
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
  const weights = { recurrentKernel };
  const fused = runRecurrent('rnnFromInputs', RNN, { inputs, kernel, bias }, weights, initial);
  return fused ?? rnn(projectSequence(inputs, kernel, bias), recurrentKernel, initial);
}
