import { add, mean, mul, rsqrt, square, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { RMS_NORM, RMS_NORM_EPSILON, runFused } from './fused.ts';

const HINT = '`gain` has a number for each along the last axis of `x`.';

/**
 * Root mean square normalisation (Zhang & Sennrich 2019, arXiv 1910.07467), differentiable by both:
 * y = x / √(mean of x² over the last axis + 1e-6) ⊙ gain.
 *
 * @param x [..., D] float32
 * @param gain [D] float32
 * @returns the shape of `x`
 * @throws LongrangeError OPS_SHAPE
 */
export function rmsNorm<T extends Tensor>(x: T, gain: Tensor1D): T {
  const [D] = shapeOf('rmsNorm', 'gain', gain);
  checkTensor('rmsNorm', 'gain', gain, [D], 'float32', HINT);
  checkTensor('rmsNorm', 'x', x, [...shapeOf('rmsNorm', 'x', x).slice(0, -1), D], 'float32', HINT);
  const [fused] = runFused(RMS_NORM, { x, gain }) ?? [];
  if (fused) return fused as T;
  return tidy(() => {
    const meanSquare = mean(square(x), -1, true);
    return mul(mul(x, rsqrt(add(meanSquare, RMS_NORM_EPSILON))), gain) as T;
  });
}
