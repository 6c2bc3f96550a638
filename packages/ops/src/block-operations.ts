import {
  add,
  mean,
  mul,
  rsqrt,
  sigmoid,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { RMS_NORM, RMS_NORM_EPSILON, runFused, SILU, SILU_PRODUCT, UPDATE_GATE } from './fused.ts';

/**
 * Root mean square normalization (Zhang & Sennrich 2019, arXiv 1910.07467), differentiable with respect to both inputs:
 * y = x / √(mean of x² over the last axis + 1e-6) ⊙ gain.
 *
 * @param x [..., D] float32
 * @param gain [D] float32
 * @returns the shape of `x`
 * @throws LongrangeError OPS_SHAPE
 */
export function rmsNorm<T extends Tensor>(x: T, gain: Tensor1D): T {
  const [D] = shapeOf('rmsNorm', 'gain', gain);
  const hint = '`gain` has one number for each element of the last axis of `x`.';
  checkTensor('rmsNorm', 'gain', gain, [D], 'float32', hint);
  checkTensor('rmsNorm', 'x', x, [...shapeOf('rmsNorm', 'x', x).slice(0, -1), D], 'float32', hint);
  const [fused] = runFused(RMS_NORM, { x, gain }) ?? [];
  if (fused) return fused as T;
  return tidy(() => {
    const meanSquare = mean(square(x), -1, true);
    return mul(mul(x, rsqrt(add(meanSquare, RMS_NORM_EPSILON))), gain) as T;
  });
}

/**
 * x σ(x), the sigmoid linear unit (Elfwing et al. 2017, arXiv 1702.03118), differentiable.
 *
 * @param x any shape, float32
 * @returns the shape of `x`
 * @throws LongrangeError OPS_SHAPE for another dtype
 */
export function silu<T extends Tensor>(x: T): T {
  checkTensor('silu', 'x', x, shapeOf('silu', 'x', x), 'float32', 'it takes float32.');
  const [fused] = runFused(SILU, { x }) ?? [];
  return (fused ?? tidy(() => mul(x, sigmoid(x)))) as T;
}

/**
 * silu(gate) ⊙ x, the inner part of a gated feed-forward layer (SwiGLU: Shazeer 2020, arXiv 2002.05202); both inputs are differentiable.
 *
 * @param gate any shape, float32
 * @param x the same shape, float32
 * @returns that shape
 * @throws LongrangeError OPS_SHAPE
 */
export function siluProduct<T extends Tensor>(gate: T, x: T): T {
  checkSameShape('siluProduct', { gate, x });
  const [fused] = runFused(SILU_PRODUCT, { gate, x }) ?? [];
  return (fused ?? tidy(() => mul(mul(gate, sigmoid(gate)), x))) as T;
}

/** Inputs of `linearScan` that a gate determines, each of the gate's shape. */
export interface UpdateGate<T extends Tensor> {
  /** Share of the state that is kept, in [0, 1] */
  readonly keep: T;
  /** Addition to the state */
  readonly input: T;
}

/**
 * Gate of a minGRU (Feng et al. 2024, arXiv 2410.01201), differentiable in both: keep = 1 − σ(update), input = σ(update) ⊙ candidate.
 *
 * @param update any shape, float32: pre-activation of the gate
 * @param candidate the same shape, float32
 * @throws LongrangeError OPS_SHAPE
 */
export function updateGate<T extends Tensor>(update: T, candidate: T): UpdateGate<T> {
  checkSameShape('updateGate', { update, candidate });
  const fused = runFused(UPDATE_GATE, { update, candidate });
  if (fused) return { keep: fused[0] as T, input: fused[1] as T };
  return tidy(() => {
    const taken = sigmoid(update);
    return { keep: sub(1, taken) as T, input: mul(taken, candidate) as T };
  });
}

function checkSameShape(op: string, tensors: Readonly<Record<string, Tensor>>): void {
  const [[first, one]] = Object.entries(tensors) as [[string, Tensor]];
  const shape = shapeOf(op, first, one);
  const hint = `${Object.keys(tensors)
    .map((name) => `\`${name}\``)
    .join(' and ')} have the same shape.`;
  for (const [name, tensor] of Object.entries(tensors)) checkTensor(op, name, tensor, shape, 'float32', hint);
}
