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
import type { GatedDeltaInputs, MatrixStateResult } from '../matrix-state.ts';
import { overTime } from './over-time.ts';

/** What `gatedDelta` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against. */
export function composedGatedDelta(
  { queries, keys, values, keep, write }: GatedDeltaInputs,
  initial: Tensor4D,
): MatrixStateResult {
  const [B, H, K, V] = initial.shape;
  const [T] = queries.shape;
  return tidy(() => {
    const column = (x: Tensor, size: number) => reshape(x, [T, B, H, size, 1]);
    const row = (x: Tensor, size: number) => reshape(x, [T, B, H, 1, size]);
    const sequences = [
      column(queries, K),
      column(keys, K),
      row(values, V),
      column(keep, 1),
      column(write, 1),
    ];
    const { outputs, final } = overTime(sequences, initial, ([q, k, v, kept, written], before) => {
      const decayed = mul(kept!, before) as Tensor4D;
      const change = mul(written!, sub(v!, sum(mul(decayed, k!), 2, true)));
      const state = add(decayed, mul(k!, change)) as Tensor4D;
      return { output: sum(mul(state, q!), 2), state };
    });
    return { outputs: reshape(outputs, [T, B, H * V]) as Tensor3D, final };
  });
}
