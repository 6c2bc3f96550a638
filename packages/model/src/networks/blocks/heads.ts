import { rmsNorm } from '@longrange/ops';
import { fill, reshape, type Tensor1D, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Initializer } from '../../initializers/initializers.ts';

/** Each head normalised by itself (RMSNorm): [T, B, H × V] → the same; `gain` [V]. */
export function normalizeHeads(x: Tensor3D, heads: number, gain: Tensor1D): Tensor3D {
  const [T, B, width] = x.shape;
  const byHead = reshape(x, [T, B, heads, width / heads]) as Tensor4D;
  return reshape(rmsNorm(byHead, gain), [T, B, width]) as Tensor3D;
}

/** Each head as long as `length`: x / |x| × length. */
export function headsOfLength(x: Tensor3D, heads: number, length: number): Tensor3D {
  const size = x.shape[2] / heads;
  return normalizeHeads(x, heads, fill([size], length / Math.sqrt(size)));
}

/** ln A of a decay, A uniform in [1, 16] (Mamba 2: Dao & Gu 2024). */
export const decayRates: Initializer = ([heads], random) =>
  Float32Array.from({ length: heads! }, () => Math.log(1 + 15 * random.uniform()));

/** Inverse softplus of step sizes, log-uniform in [0.001, 0.1]. */
export const stepBias: Initializer = ([heads], random) =>
  Float32Array.from({ length: heads! }, () => {
    const step = Math.exp(Math.log(1e-3) + random.uniform() * Math.log(100));
    return step + Math.log(-Math.expm1(-step));
  });
