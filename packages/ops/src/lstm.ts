import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkTensor } from './check-shape.ts';
import { composedLstm, composedLstmFromTokens, composedLstmTrace } from './composed/lstm.ts';
import { hasKernel, LSTM, LSTM_FROM_TOKENS, runKernel } from './kernels.ts';
import type { LstmResult, LstmState, LstmTrace } from './lstm-state.ts';

/**
 * An LSTM layer over a whole sequence (tanh, sigmoid; gate order i, f, c, o as in Keras), differentiable by every float input.
 *
 * @param preactivations [T, B, 4H] float32: inputs × kernel + bias, time-major
 * @param recurrentKernel [H, 4H] float32
 */
export function lstm(preactivations: Tensor3D, recurrentKernel: Tensor2D, initial: LstmState): LstmResult {
  checkPreactivations('lstm', preactivations, recurrentKernel, initial);
  if (!hasKernel(LSTM)) return composedLstm(preactivations, recurrentKernel, initial);
  return withoutTrace(run(LSTM, { preactivations, ...layerInputs(recurrentKernel, initial) }));
}

/** `lstm`, with the gates and cells of every step beside its results; these two are not differentiable. */
export function lstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  checkPreactivations('lstmTrace', preactivations, recurrentKernel, initial);
  if (!hasKernel(LSTM)) return composedLstmTrace(preactivations, recurrentKernel, initial);
  return run(LSTM, { preactivations, ...layerInputs(recurrentKernel, initial) });
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
  return withoutTrace(run(LSTM_FROM_TOKENS, { tokens, table, ...layerInputs(recurrentKernel, initial) }));
}

function checkPreactivations(
  op: string,
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): void {
  const [T, B] = preactivations.shape;
  const H = recurrentKernel.shape[0];
  checkTensor(op, 'preactivations', preactivations, [T, B, 4 * H], 'float32');
  checkLayer(op, recurrentKernel, initial, B);
}

function checkLayer(op: string, recurrentKernel: Tensor2D, initial: LstmState, B: number): void {
  const H = recurrentKernel.shape[0];
  checkTensor(op, 'recurrentKernel', recurrentKernel, [H, 4 * H], 'float32');
  checkTensor(op, 'initial.hidden', initial.hidden, [B, H], 'float32');
  checkTensor(op, 'initial.cell', initial.cell, [B, H], 'float32');
}

function layerInputs(recurrentKernel: Tensor2D, { hidden, cell }: LstmState): Record<string, Tensor> {
  return { recurrentKernel, initialHidden: hidden, initialCell: cell };
}

function run(kernel: string, inputs: Record<string, Tensor>): LstmTrace {
  const [outputs, hidden, cell, gates, cells] = runKernel(kernel, inputs) as [
    Tensor3D,
    Tensor2D,
    Tensor2D,
    Tensor3D,
    Tensor3D,
  ];
  return { outputs, final: { hidden, cell }, gates, cells };
}

function withoutTrace({ outputs, final, gates, cells }: LstmTrace): LstmResult {
  // What the gradient needs of these, the tape holds under references of its own.
  gates.dispose();
  cells.dispose();
  return { outputs, final };
}
