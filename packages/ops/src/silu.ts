import { mul, sigmoid, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { runFused, SILU, SILU_PRODUCT } from './fused.ts';

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
 * silu(gate) ⊙ x, the inner part of a gated feed-forward layer (SwiGLU: Shazeer 2020, arXiv 2002.05202), differentiable by both.
 *
 * @param gate any shape, float32
 * @param x the same shape, float32
 * @returns that shape
 * @throws LongrangeError OPS_SHAPE
 */
export function siluProduct<T extends Tensor>(gate: T, x: T): T {
  const shape = shapeOf('siluProduct', 'gate', gate);
  const hint = '`gate` and `x` have the same shape.';
  checkTensor('siluProduct', 'gate', gate, shape, 'float32', hint);
  checkTensor('siluProduct', 'x', x, shape, 'float32', hint);
  const [fused] = runFused(SILU_PRODUCT, { gate, x }) ?? [];
  return (fused ?? tidy(() => mul(mul(gate, sigmoid(gate)), x))) as T;
}
