import {
  add,
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
import type { LstmResult, LstmState } from '../lstm-state.ts';

/** The layer as ordinary TensorFlow.js ops, for backends without a fused kernel: slower, same numbers. */
export function composedLstm(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmResult {
  let { hidden, cell } = initial;
  const [T, B, width] = preactivations.shape;
  // The gradient of `unstack` fails on a single slice (TensorFlow.js 4.22).
  const steps = T === 1 ? [reshape(preactivations, [B, width])] : unstack(preactivations, 0);
  const outputs = (steps as Tensor2D[]).map((step) => {
    const z: Tensor2D = add(step, matMul(hidden, recurrentKernel));
    const [i, f, g, o] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    cell = add(mul(sigmoid(f), cell), mul(sigmoid(i), tanh(g)));
    hidden = mul(sigmoid(o), tanh(cell));
    return hidden;
  });
  return { outputs: stack(outputs, 0) as Tensor3D, final: { hidden, cell } };
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
