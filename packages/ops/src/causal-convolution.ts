import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { composedCausalConvolution } from './composed/causal-convolution.ts';
import { CAUSAL_CONVOLUTION, runFused } from './fused.ts';
import type { RecurrentResult } from './recurrent-state.ts';

/**
 * A convolution over time of each feature by itself (depthwise), which sees nothing ahead; differentiable by all three:
 * y_t = Σ_j kernel[W − 1 − j] ⊙ x_{t−j}, 0 ≤ j < W. It stands before the recurrence in Hawk (De et al. 2024, arXiv 2402.19427) and
 * Gated DeltaNet (Yang et al. 2024, arXiv 2412.06464).
 *
 * @param x [T, B, D] float32, time-major
 * @param kernel [W, D] float32; its last row belongs to the present step
 * @param history [B, W − 1, D] float32: the inputs before the first of `x`, the oldest first; zeros where there are none
 * @returns y [T, B, D], and as `final` the history of what follows [B, W − 1, D]
 * @throws LongrangeError OPS_SHAPE
 */
export function causalConvolution(
  x: Tensor3D,
  kernel: Tensor2D,
  history: Tensor3D,
): RecurrentResult<Tensor3D> {
  const [T, B, D] = shapeOf('causalConvolution', 'x', x);
  const [W] = shapeOf('causalConvolution', 'kernel', kernel);
  const hint = 'tensors are time-major: `x` [T, B, D], `kernel` [W, D], `history` [B, W − 1, D].';
  checkTensor('causalConvolution', 'x', x, [T, B, D], 'float32', hint);
  checkTensor('causalConvolution', 'kernel', kernel, [W, D], 'float32', hint);
  checkTensor('causalConvolution', 'history', history, [B, W - 1, D], 'float32', hint);
  const fused = runFused(CAUSAL_CONVOLUTION, { x, kernel, history });
  if (fused) return { outputs: fused[0] as Tensor3D, final: fused[1] as Tensor3D };
  return composedCausalConvolution(x, kernel, history);
}
