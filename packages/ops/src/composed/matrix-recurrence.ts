import {
  add,
  matMul,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tanh,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { MatrixRecurrenceInputs, MatrixStateResult } from '../matrix-state.ts';
import { overTime } from './over-time.ts';

/** What `matrixRecurrence` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against. */
export function composedMatrixRecurrence(
  { queries, keys, values, keep }: MatrixRecurrenceInputs,
  recurrentKernel: Tensor3D,
  initial: Tensor4D,
): MatrixStateResult {
  const [B, H, K, V] = initial.shape;
  const [T] = queries.shape;
  return tidy(() => {
    // The heads first: each is a product of its own, of the rows of all sequences.
    const byHead = (x: Tensor, size: number) => transpose(reshape(x, [T, B, H, size]), [0, 2, 1, 3]);
    const column = (x: Tensor, size: number) => reshape(byHead(x, size), [T, H, B, size, 1]);
    const row = (x: Tensor, size: number) => reshape(byHead(x, size), [T, H, B, 1, size]);
    const sequences = [column(queries, K), column(keys, K), row(values, V), column(keep, 1)];
    const first = transpose(initial, [1, 0, 2, 3]) as Tensor4D;
    const { outputs, final } = overTime(sequences, first, ([q, k, v, kept], before) => {
      const product = matMul(reshape(before, [H, B * K, V]), recurrentKernel);
      const candidate = tanh(add(reshape(product, [H, B, K, V]), mul(k!, v!)));
      const state = add(candidate, mul(kept!, sub(before, candidate))) as Tensor4D;
      return { output: sum(mul(state, q!), 2), state };
    });
    return {
      outputs: reshape(transpose(outputs, [0, 2, 1, 3]), [T, B, H * V]) as Tensor3D,
      final: transpose(final, [1, 0, 2, 3]) as Tensor4D,
    };
  });
}
