import {
  addN,
  concat,
  mul,
  slice,
  type Tensor2D,
  type Tensor3D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { CAUSAL_CONVOLUTION, runFused } from './fused.ts';
import type { RecurrentResult } from './recurrent.ts';

/**
 * Causal depthwise convolution over time, differentiable in all three inputs: y_t = Σ_j kernel[W − 1 − j] ⊙ x_{t−j}, 0 ≤ j < W.
 * It precedes the recurrence in Hawk (De et al. 2024, arXiv 2402.19427) and Gated DeltaNet (Yang et al. 2024, arXiv 2412.06464).
 *
 * @param x [T, B, D] float32, time-major
 * @param kernel [W, D] float32; its last row weights the current step
 * @param history [B, W − 1, D] float32: the inputs that precede `x`, oldest first; zeros where there are none
 * @returns y [T, B, D], and as `final` the history for the next call [B, W − 1, D]
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
  return tidy(() => {
    const all = concat([transpose(history, [1, 0, 2]), x], 0);
    const products = Array.from({ length: W }, (_, i) =>
      mul(slice(all, [i, 0, 0], [T, B, D]), slice(kernel, [i, 0], [1, D])),
    );
    const final = transpose(slice(all, [T, 0, 0], [W - 1, B, D]), [1, 0, 2]);
    return { outputs: addN(products) as Tensor3D, final };
  });
}
