import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkTensor } from './check-shape.ts';
import { composedLstm, composedLstmFromTokens } from './composed/lstm.ts';
import { hasKernel, LSTM, LSTM_FROM_TOKENS, runKernel } from './kernels.ts';
import type { LstmResult, LstmState } from './lstm-state.ts';

/**
 * An LSTM layer over a whole sequence (tanh, sigmoid; gate order i, f, c, o as in Keras), differentiable by every float input.
 *
 * @param preactivations [T, B, 4H] float32: inputs × kernel + bias, time-major
 * @param recurrentKernel [H, 4H] float32
 */
export function lstm(preactivations: Tensor3D, recurrentKernel: Tensor2D, initial: LstmState): LstmResult {
  const [T, B] = preactivations.shape;
  const H = recurrentKernel.shape[0];
  checkTensor('lstm', 'preactivations', preactivations, [T, B, 4 * H], 'float32');
  checkLayer('lstm', recurrentKernel, initial, B);
  if (!hasKernel(LSTM)) return composedLstm(preactivations, recurrentKernel, initial);
  return run(LSTM, {
    preactivations,
    recurrentKernel,
    initialHidden: initial.hidden,
    initialCell: initial.cell,
  });
}

/**
 * The same for a first layer: its inputs are characters, so their product with the kernel is a row of a table.
 *
 * @param tokens [T, B] int32, time-major, each in [0, V)
 * @param table [V, 4H] float32: embedding × kernel + bias, one row for each character
 */
export function lstmFromTokens(
  tokens: Tensor2D,
  table: Tensor2D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmResult {
  const [T, B] = tokens.shape;
  const H = recurrentKernel.shape[0];
  checkTensor('lstmFromTokens', 'tokens', tokens, [T, B], 'int32');
  checkTensor('lstmFromTokens', 'table', table, [table.shape[0], 4 * H], 'float32');
  checkLayer('lstmFromTokens', recurrentKernel, initial, B);
  if (!hasKernel(LSTM_FROM_TOKENS)) return composedLstmFromTokens(tokens, table, recurrentKernel, initial);
  return run(LSTM_FROM_TOKENS, {
    tokens,
    table,
    recurrentKernel,
    initialHidden: initial.hidden,
    initialCell: initial.cell,
  });
}

function checkLayer(op: string, recurrentKernel: Tensor2D, initial: LstmState, B: number): void {
  const H = recurrentKernel.shape[0];
  checkTensor(op, 'recurrentKernel', recurrentKernel, [H, 4 * H], 'float32');
  checkTensor(op, 'initial.hidden', initial.hidden, [B, H], 'float32');
  checkTensor(op, 'initial.cell', initial.cell, [B, H], 'float32');
}

function run(kernel: string, inputs: Record<string, Tensor>): LstmResult {
  const [outputs, hidden, cell, gates, cells] = runKernel(kernel, inputs) as [
    Tensor3D,
    Tensor2D,
    Tensor2D,
    Tensor3D,
    Tensor3D,
  ];
  // What the gradient needs of these, the tape holds under references of its own.
  gates.dispose();
  cells.dispose();
  return { outputs, final: { hidden, cell } };
}
