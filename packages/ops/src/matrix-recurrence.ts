import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkTensor } from './check-shape.ts';
import { composedMatrixRecurrence } from './composed/matrix-recurrence.ts';
import { MATRIX_RECURRENCE, runFused } from './fused.ts';
import {
  checkMatrixState,
  MATRIX_STATE_HINT,
  type MatrixRecurrenceInputs,
  type MatrixStateResult,
} from './matrix-state.ts';

/**
 * A recurrence of matrices that is not affine (M²RNN, Mishra et al. 2026, arXiv 2603.14360) over a whole sequence: for each head, with S of
 * K × V and W of V × V,
 *
 *   S = keep S₋₁ + (1 − keep) tanh(S₋₁ W + k vᵀ),   o = Sᵀ q
 *
 * Differentiable by every input, by the recurrent kernel and by the state.
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
  checkMatrixState('matrixRecurrence', inputs, ['keep'], initial);
  const [, H, , V] = initial.shape;
  checkTensor(
    'matrixRecurrence',
    'recurrentKernel',
    recurrentKernel,
    [H, V, V],
    'float32',
    MATRIX_STATE_HINT,
  );
  const { queries, keys, values, keep } = inputs;
  const fused = runFused(MATRIX_RECURRENCE, { queries, keys, values, keep, recurrentKernel, initial });
  if (fused) return { outputs: fused[0] as Tensor3D, final: fused[1] as Tensor4D };
  return composedMatrixRecurrence(inputs, recurrentKernel, initial);
}
