import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { composedGatedDelta } from './composed/gated-delta.ts';
import { GATED_DELTA, runFused } from './fused.ts';
import { checkMatrixState, type GatedDeltaInputs, type MatrixStateResult } from './matrix-state.ts';

/**
 * A gated delta rule over a whole sequence (Yang et al. 2024, arXiv 2412.06464): for each head, with S of K × V,
 *
 *   S = keep (I − write k kᵀ) S₋₁ + write k vᵀ,   o = Sᵀ q
 *
 * Differentiable by every input and by the state. Keys and queries are taken as they are: to normalise and scale them is the caller's.
 *
 * @param initial [B, H, K, V] float32
 * @returns outputs [T, B, H · V] and the state after the last character
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function gatedDelta(inputs: GatedDeltaInputs, initial: Tensor4D): MatrixStateResult {
  checkMatrixState('gatedDelta', inputs, ['keep', 'write'], initial);
  const { queries, keys, values, keep, write } = inputs;
  const fused = runFused(GATED_DELTA, { queries, keys, values, keep, write, initial });
  if (fused) return { outputs: fused[0] as Tensor3D, final: fused[1] as Tensor4D };
  return composedGatedDelta(inputs, initial);
}
