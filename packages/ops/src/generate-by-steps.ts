import { LongrangeError } from '@longrange/errors';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { GenerateOptions } from './generate.ts';
import { hasKernel, runKernel } from './kernels.ts';

/** Name of the kernel of `generateBySteps`: inputs `tokens`, `state0`, `state1` and so on, `GenerateByStepsAttributes`. */
export const GENERATE_BY_STEPS = 'LongrangeGenerateBySteps';
/** Code of the error of that kernel if a step is not made of the engine's own jobs alone */
export const NOT_REPEATABLE = 'ENGINE_NOT_REPEATABLE';

/**
 * A step of a language model, which depends on nothing but its arguments.
 *
 * @param tokens [1, B] int32
 * @returns logits [B, V]; the next state, of the same shapes
 */
type GenerationStep = (tokens: Tensor2D, state: Tensor[]) => { logits: Tensor2D; state: Tensor[] };

/** Attributes of the kernel of `generateBySteps` */
export interface GenerateByStepsAttributes extends GenerateOptions {
  readonly step: GenerationStep;
}

/** True if the current backend can try `generateBySteps`. */
export function canGenerateBySteps(): boolean {
  return hasKernel(GENERATE_BY_STEPS);
}

/**
 * Writes n characters of B sequences with any network, as `generate` does with recurrent layers: the engine records its own work for one step,
 * and repeats it. Requires `canGenerateBySteps()`.
 *
 * @param tokens [B] int32: the character before the first one to be written
 * @param state float32 tensors, not disposed of
 * @returns as `generate`; null if a step contains an operation that is not the engine's own
 */
export function generateBySteps(
  step: GenerationStep,
  tokens: Tensor1D,
  state: readonly Tensor[],
  options: GenerateOptions,
): { written: Tensor2D; state: Tensor[] } | null {
  const states = state.map((tensor, part) => [`state${part}`, tensor] as const);
  const attributes: GenerateByStepsAttributes = { ...options, step };
  try {
    const inputs = { tokens, ...Object.fromEntries(states) };
    const [written, ...final] = runKernel(GENERATE_BY_STEPS, inputs, attributes);
    return { written: written as Tensor2D, state: final };
  } catch (error) {
    if (error instanceof LongrangeError && error.code === NOT_REPEATABLE) return null;
    throw error;
  }
}
