import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { composedGru } from './composed/gru.ts';
import { tableRows } from './composed/steps.ts';
import { GRU } from './kernels.ts';
import { projectSequence } from './project.ts';
import { runRecurrent } from './recurrent.ts';
import type { HiddenState, RecurrentResult } from './recurrent-state.ts';

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
  const fused = runRecurrent('gru', GRU, { preactivations }, { recurrentKernel, recurrentBias }, initial);
  return fused ?? composedGru(preactivations, recurrentKernel, recurrentBias, initial);
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
  const fused = runRecurrent('gruFromTokens', GRU, { tokens, table }, weights, initial);
  return fused ?? composedGru(tableRows(tokens, table), recurrentKernel, recurrentBias, initial);
}

/**
 * The same for a layer above the first, from its inputs: an engine that has no kernel for that multiplies first, and runs `gru`.
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
  const fused = runRecurrent('gruFromInputs', GRU, { inputs, kernel, bias }, weights, initial);
  return fused ?? gru(projectSequence(inputs, kernel, bias), recurrentKernel, recurrentBias, initial);
}
