import { reshape, stack, type Tensor, unstack } from '@tensorflow/tfjs-core';

/** Runs `step` on the slices of all sequences [T, …], one time step after the other, and stacks its outputs. The caller tidies up. */
export function overTime<State>(
  sequences: readonly Tensor[],
  initial: State,
  step: (at: Tensor[], before: State) => { output: Tensor; state: State },
): { outputs: Tensor; final: State } {
  const steps = sequences.map(stepsOf);
  let final = initial;
  const outputs = steps[0]!.map((_, t) => {
    const { output, state } = step(
      steps.map((sequence) => sequence[t]!),
      final,
    );
    final = state;
    return output;
  });
  return { outputs: stack(outputs), final };
}

/** Splits a sequence into its steps; the gradient of `unstack` fails on a single slice (TensorFlow.js 4.22). */
function stepsOf(sequence: Tensor): Tensor[] {
  return sequence.shape[0] === 1 ? [reshape(sequence, sequence.shape.slice(1))] : unstack(sequence);
}
