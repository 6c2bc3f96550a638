import {
  add,
  concat,
  gather,
  matMul,
  mul,
  reshape,
  sigmoid,
  split,
  stack,
  type Tensor2D,
  type Tensor3D,
  tanh,
  unstack,
} from '@tensorflow/tfjs-core';
import type { LstmResult, LstmState, LstmTrace } from '../lstm-state.ts';

/** The layer as ordinary TensorFlow.js ops, for backends without a fused kernel: slower, same numbers. */
export function composedLstm(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmResult {
  const steps = composedSteps(preactivations, recurrentKernel, initial);
  const { hidden, cell } = steps.at(-1)!;
  return { outputs: stack(steps.map((step) => step.hidden)) as Tensor3D, final: { hidden, cell } };
}

/** The same with what goes on inside. */
export function composedLstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  const steps = composedSteps(preactivations, recurrentKernel, initial);
  const { hidden, cell } = steps.at(-1)!;
  return {
    outputs: stack(steps.map((step) => step.hidden)) as Tensor3D,
    final: { hidden, cell },
    gates: stack(steps.map(({ gates }) => concat(gates, 1))) as Tensor3D,
    cells: stack(steps.map((step) => step.cell)) as Tensor3D,
  };
}

interface ComposedStep extends LstmState {
  /** i, f, c, o after their activations, [B, H] each */
  readonly gates: Tensor2D[];
}

function composedSteps(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): ComposedStep[] {
  let { hidden, cell } = initial;
  const [T, B, width] = preactivations.shape;
  // The gradient of `unstack` fails on a single slice (TensorFlow.js 4.22).
  const rows = T === 1 ? [reshape(preactivations, [B, width])] : unstack(preactivations, 0);
  return (rows as Tensor2D[]).map((row) => {
    const z: Tensor2D = add(row, matMul(hidden, recurrentKernel));
    const [zi, zf, zc, zo] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), tanh(zc), sigmoid(zo)];
    cell = add(mul(f, cell), mul(i, c));
    hidden = mul(o, tanh(cell));
    return { gates: [i, f, c, o], cell, hidden };
  });
}

export function composedLstmFromTokens(
  tokens: Tensor2D,
  table: Tensor2D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmResult {
  const [T, B] = tokens.shape;
  const rows: Tensor3D = reshape(gather(table, reshape(tokens, [T * B])), [T, B, table.shape[1]]);
  return composedLstm(rows, recurrentKernel, initial);
}
