import { gather, reshape, stack, type Tensor2D, type Tensor3D, tidy, unstack } from '@tensorflow/tfjs-core';
import type { HiddenState, RecurrentResult } from '../recurrent-state.ts';

/** A recurrent layer as ordinary TensorFlow.js ops, for backends without a fused kernel: slower, same numbers. */
export function overSteps<State extends HiddenState>(
  preactivations: Tensor3D,
  initial: State,
  step: (x: Tensor2D /* [B, gates × H] */, before: State) => State,
): RecurrentResult<State> {
  return tidy(() => {
    const result = stepByStep(preactivations, initial, step);
    // An interface has no index signature, which tfjs' container type asks for.
    return result as typeof result & Record<string, never>;
  });
}

/** The same where the caller tidies up. */
export function stepByStep<State extends HiddenState>(
  preactivations: Tensor3D,
  initial: State,
  step: (x: Tensor2D, before: State) => State,
): RecurrentResult<State> {
  let final = initial;
  const outputs = stepsOf(preactivations).map((x) => {
    final = step(x, final);
    return final.hidden;
  });
  return { outputs: stack(outputs, 0) as Tensor3D, final };
}

/** The [B, N] of each step of a tensor [T, B, N]. */
export function stepsOf(x: Tensor3D): Tensor2D[] {
  const [T, B, N] = x.shape;
  // The gradient of `unstack` fails on a single slice (TensorFlow.js 4.22).
  return T === 1 ? [reshape(x, [B, N])] : (unstack(x, 0) as Tensor2D[]);
}

/** Rows of `table` [V, N] picked by `tokens` [T, B]: [T, B, N]. */
export function tableRows(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  return reshape(gather(table, reshape(tokens, [T * B])), [T, B, table.shape[1]]);
}
