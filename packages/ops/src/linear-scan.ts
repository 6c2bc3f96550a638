import { add, mul, type Tensor2D, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { LINEAR_SCAN, runFused } from './fused.ts';
import { overTime } from './over-time.ts';
import type { RecurrentResult } from './recurrent.ts';

/**
 * Element-wise recurrence that is affine in its state, h_t = keep_t ⊙ h_{t−1} + input_t, differentiable in all three inputs:
 * the recurrence of minGRU (Feng et al. 2024, arXiv 2410.01201) and of RG-LRU (De et al. 2024, arXiv 2402.19427).
 *
 * @param keep [T, B, D] float32, time-major
 * @param input [T, B, D] float32
 * @param initial [B, D] float32: the state before the first step
 * @returns the states [T, B, D], and the last of them [B, D]
 * @throws LongrangeError OPS_SHAPE
 */
export function linearScan(keep: Tensor3D, input: Tensor3D, initial: Tensor2D): RecurrentResult<Tensor2D> {
  const [T, B, D] = shapeOf('linearScan', 'keep', keep);
  const hint = 'tensors are time-major: `keep` and `input` [T, B, D], `initial` [B, D].';
  checkTensor('linearScan', 'keep', keep, [T, B, D], 'float32', hint);
  checkTensor('linearScan', 'input', input, [T, B, D], 'float32', hint);
  checkTensor('linearScan', 'initial', initial, [B, D], 'float32', hint);
  const fused = runFused(LINEAR_SCAN, { keep, input, initial });
  if (fused) return { outputs: fused[0] as Tensor3D, final: fused[1] as Tensor2D };
  return tidy(() => {
    const { outputs, final } = overTime([keep, input], initial, ([kept, x], before) => {
      const state = add(mul(kept!, before), x!) as Tensor2D;
      return { output: state, state };
    });
    return { outputs: outputs as Tensor3D, final };
  });
}
