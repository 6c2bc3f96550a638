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
import { checkTensor } from './check-shape.ts';
import { MATRIX_RECURRENCE, runFused } from './fused.ts';
import {
  checkMatrixState,
  MATRIX_STATE_HINT,
  type MatrixRecurrenceInputs,
  type MatrixStateResult,
} from './matrix-state.ts';
import { overTime } from './over-time.ts';

/**
 * Non-affine matrix recurrence (M²RNN, Mishra et al. 2026, arXiv 2603.14360) over a whole sequence: for each head, with S of
 * K × V and W of V × V,
 *
 *   S = keep S₋₁ + (1 − keep) tanh(S₋₁ W + k vᵀ),   o = Sᵀ q
 *
 * Differentiable in every input, the recurrent kernel and the state.
 *
 * @param recurrentKernel [H, V, V] float32: W of each head
 * @param initial [B, H, K, V] float32
 * @returns outputs [T, B, H · V] and the state after the last character
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function matrixRecurrence(
  inputs: MatrixRecurrenceInputs,
  recurrentKernel: Tensor3D,
  initial: Tensor4D,
): MatrixStateResult {
  const op = 'matrixRecurrence';
  checkMatrixState(op, inputs, ['keep'], initial);
  const [B, H, K, V] = initial.shape;
  checkTensor(op, 'recurrentKernel', recurrentKernel, [H, V, V], 'float32', MATRIX_STATE_HINT);
  const { queries, keys, values, keep } = inputs;
  const fused = runFused(MATRIX_RECURRENCE, { queries, keys, values, keep, recurrentKernel, initial });
  if (fused) return { outputs: fused[0] as Tensor3D, final: fused[1] as Tensor4D };
  const [T] = queries.shape;
  return tidy(() => {
    // Heads come first: each takes a separate product over the rows of all sequences.
    const byHead = (x: Tensor, size: number) => transpose(reshape(x, [T, B, H, size]), [0, 2, 1, 3]);
    const column = (x: Tensor, size: number) => reshape(byHead(x, size), [T, H, B, size, 1]);
    const rows = reshape(byHead(values, V), [T, H, B, 1, V]);
    const sequences = [column(queries, K), column(keys, K), rows, column(keep, 1)];
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
