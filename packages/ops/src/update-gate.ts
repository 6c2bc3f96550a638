import { mul, sigmoid, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { runFused, UPDATE_GATE } from './fused.ts';

/** What `updateGate` gives: the two factors of a step of `linearScan`, each of the gate's shape. */
export interface UpdateGate<T extends Tensor> {
  /** How much of the state is kept, in [0, 1]. */
  readonly keep: T;
  /** What is added to it. */
  readonly input: T;
}

/**
 * The gate of a minGRU (Feng et al. 2024, arXiv 2410.01201), differentiable by both: keep = 1 − σ(update), input = σ(update) ⊙ candidate.
 *
 * @param update any shape, float32: before the sigmoid
 * @param candidate the same shape, float32
 * @throws LongrangeError OPS_SHAPE
 */
export function updateGate<T extends Tensor>(update: T, candidate: T): UpdateGate<T> {
  const shape = shapeOf('updateGate', 'update', update);
  const hint = '`update` and `candidate` have the same shape.';
  checkTensor('updateGate', 'update', update, shape, 'float32', hint);
  checkTensor('updateGate', 'candidate', candidate, shape, 'float32', hint);
  const fused = runFused(UPDATE_GATE, { update, candidate });
  if (fused) return { keep: fused[0] as T, input: fused[1] as T };
  return tidy(() => {
    const taken = sigmoid(update);
    return { keep: sub(1, taken) as T, input: mul(taken, candidate) as T };
  });
}
