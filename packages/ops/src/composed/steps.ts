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
  const [T, B, width] = preactivations.shape;
  // The gradient of `unstack` fails on a single slice (TensorFlow.js 4.22).
  const steps = T === 1 ? [reshape(preactivations, [B, width])] : unstack(preactivations, 0);
  let final = initial;
  const outputs = (steps as Tensor2D[]).map((x) => {
    final = step(x, final);
    return final.hidden;
  });
  return { outputs: stack(outputs, 0) as Tensor3D, final };
}

/** Rows of `table` [V, N] picked by `tokens` [T, B]: [T, B, N]. */
export function tableRows(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  return reshape(gather(table, reshape(tokens, [T * B])), [T, B, table.shape[1]]);
}
