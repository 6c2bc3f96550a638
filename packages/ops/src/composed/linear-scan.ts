import { add, mul, stack, type Tensor2D, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import type { RecurrentResult } from '../recurrent-state.ts';
import { stepsOf } from './steps.ts';

/** What `linearScan` computes, as ordinary TensorFlow.js ops. */
export function composedLinearScan(
  keep: Tensor3D,
  input: Tensor3D,
  initial: Tensor2D,
): RecurrentResult<Tensor2D> {
  return tidy(() => {
    const kept = stepsOf(keep);
    let final = initial;
    const outputs = stepsOf(input).map((x, t) => {
      final = add(mul(kept[t]!, final), x);
      return final;
    });
    return { outputs: stack(outputs, 0) as Tensor3D, final };
  });
}
