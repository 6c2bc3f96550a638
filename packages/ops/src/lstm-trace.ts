import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  sigmoid,
  split,
  stack,
  type Tensor2D,
  type Tensor3D,
  tanh,
  tidy,
  unstack,
} from '@tensorflow/tfjs-core';
import { checkTensor } from './check-shape.ts';
import { hasKernel, LSTM, type RecurrentAttributes, runKernel } from './kernels.ts';
import type { LstmState, RecurrentResult } from './recurrent-state.ts';

/** What `lstm` gives, with what goes on inside. */
export interface LstmTrace extends RecurrentResult<LstmState> {
  /** [T, B, 4H] float32 after their activations, in the order i, f, c, o */
  readonly gates: Tensor3D;
  /** [T, B, H] float32 */
  readonly cells: Tensor3D;
}

/**
 * `lstm`, with the gates and cells that its kernel keeps for the gradient. Not for training: gates and cells have no gradient.
 *
 * @param preactivations [T, B, 4H] float32
 * @param recurrentKernel [H, 4H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function lstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  const [T, B] = preactivations.shape;
  const H = recurrentKernel.shape[0];
  checkTensor('lstmTrace', 'preactivations', preactivations, [T, B, 4 * H], 'float32');
  checkTensor('lstmTrace', 'recurrentKernel', recurrentKernel, [H, 4 * H], 'float32');
  checkTensor('lstmTrace', 'initial.hidden', initial.hidden, [B, H], 'float32');
  checkTensor('lstmTrace', 'initial.cell', initial.cell, [B, H], 'float32');
  if (!hasKernel(LSTM.forward)) return composedLstmTrace(preactivations, recurrentKernel, initial);
  const inputs = {
    preactivations,
    recurrentKernel,
    initialHidden: initial.hidden,
    initialCell: initial.cell,
  };
  const attributes: RecurrentAttributes = { save: true };
  const [outputs, hidden, cell, gates, cells] = runKernel(LSTM.forward, inputs, attributes) as [
    Tensor3D,
    Tensor2D,
    Tensor2D,
    Tensor3D,
    Tensor3D,
  ];
  return { outputs, final: { hidden, cell }, gates, cells };
}

/** The same as ordinary TensorFlow.js ops, for backends without a fused kernel. */
export function composedLstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  return tidy(() => {
    const trace = traceSteps(preactivations, recurrentKernel, initial);
    return trace as typeof trace & Record<string, never>;
  });
}

function traceSteps(preactivations: Tensor3D, recurrentKernel: Tensor2D, initial: LstmState): LstmTrace {
  let { hidden, cell } = initial;
  const [T, B, width] = preactivations.shape;
  const rows = T === 1 ? [reshape(preactivations, [B, width])] : unstack(preactivations, 0);
  const steps = (rows as Tensor2D[]).map((row) => {
    const z: Tensor2D = add(row, matMul(hidden, recurrentKernel));
    const [zi, zf, zc, zo] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), tanh(zc), sigmoid(zo)];
    cell = add(mul(f, cell), mul(i, c));
    hidden = mul(o, tanh(cell));
    return { hidden, cell, gates: concat([i, f, c, o], 1) };
  });
  return {
    outputs: stack(steps.map((step) => step.hidden)) as Tensor3D,
    final: { hidden, cell },
    gates: stack(steps.map((step) => step.gates)) as Tensor3D,
    cells: stack(steps.map((step) => step.cell)) as Tensor3D,
  };
}
