import {
  add,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { GATED_DELTA, runFused } from './fused.ts';
import { checkMatrixState, type GatedDeltaInputs, type MatrixStateResult } from './matrix-state.ts';
import { overTime } from './over-time.ts';

/**
 * Gated delta rule over a whole sequence (Yang et al. 2024, arXiv 2412.06464): for each head, with S of K × V,
 *
 *   S = keep (I − write k kᵀ) S₋₁ + write k vᵀ,   o = Sᵀ q
 *
 * Differentiable in every input and the state. Keys and queries are used as given: the caller normalizes and scales them.
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
  const [B, H, K, V] = initial.shape;
  const [T] = queries.shape;
  return tidy(() => {
    const column = (x: Tensor, size: number) => reshape(x, [T, B, H, size, 1]);
    const rows = reshape(values, [T, B, H, 1, V]);
    const sequences = [column(queries, K), column(keys, K), rows, column(keep, 1), column(write, 1)];
    const { outputs, final } = overTime(sequences, initial, ([q, k, v, kept, written], before) => {
      const decayed = mul(kept!, before) as Tensor4D;
      const change = mul(written!, sub(v!, sum(mul(decayed, k!), 2, true)));
      const state = add(decayed, mul(k!, change)) as Tensor4D;
      return { output: sum(mul(state, q!), 2), state };
    });
    return { outputs: reshape(outputs, [T, B, H * V]) as Tensor3D, final };
  });
}
