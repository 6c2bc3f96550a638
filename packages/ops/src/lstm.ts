import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { composedLstm } from './composed/lstm.ts';
import { tableRows } from './composed/steps.ts';
import { LSTM } from './kernels.ts';
import { projectSequence } from './project.ts';
import { runRecurrent } from './recurrent.ts';
import type { LstmState, RecurrentResult } from './recurrent-state.ts';

/**
 * An LSTM layer over a whole sequence (tanh, sigmoid; gate order i, f, c, o as in Keras), differentiable by every float input.
 *
 * @param preactivations [T, B, 4H] float32: inputs × kernel + bias, time-major
 * @param recurrentKernel [H, 4H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function lstm(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): RecurrentResult<LstmState> {
  const fused = runRecurrent('lstm', LSTM, { preactivations }, { recurrentKernel }, initial);
  return fused ?? composedLstm(preactivations, recurrentKernel, initial);
}

/**
 * `lstm` as a first layer: its inputs are characters, so their product with the kernel is a row of a table.
 *
 * @param tokens [T, B] int32, time-major, each in [0, V)
 * @param table [V, 4H] float32: embedding × kernel + bias, one row for each character
 * @param recurrentKernel [H, 4H] float32
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table
 */
export function lstmFromTokens(
  tokens: Tensor2D,
  table: Tensor2D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): RecurrentResult<LstmState> {
  const fused = runRecurrent('lstmFromTokens', LSTM, { tokens, table }, { recurrentKernel }, initial);
  return fused ?? composedLstm(tableRows(tokens, table), recurrentKernel, initial);
}

/**
 * The same for a layer above the first, from its inputs: an engine that has no kernel for that multiplies first, and runs `lstm`.
 *
 * @param inputs [T, B, I] float32, time-major
 * @param kernel [I, 4H] float32
 * @param bias [4H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function lstmFromInputs(
  inputs: Tensor3D,
  kernel: Tensor2D,
  bias: Tensor1D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): RecurrentResult<LstmState> {
  const weights = { recurrentKernel };
  const fused = runRecurrent('lstmFromInputs', LSTM, { inputs, kernel, bias }, weights, initial);
  return fused ?? lstm(projectSequence(inputs, kernel, bias), recurrentKernel, initial);
}
