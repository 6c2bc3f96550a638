import type { Progress } from '../checkpoint/state-schema.ts';

/**
 * Dynamic loss scaling (Micikevicius et al. 2018), with the values of Keras' `LossScaleOptimizer`: gradients of float16 are those of the loss times a
 * scale, so that small ones do not vanish. A step in which one overflows is skipped and halves the scale; many in a row without one double it.
 */
export type LossScale = NonNullable<Progress['lossScale']>;

const GROWTH_STEPS = 2000;

export const initialLossScale: LossScale = { scale: 2 ** 15, stepsSinceChange: 0, skippedSteps: 0 };

/** The scale after a step. */
export function nextLossScale(
  { scale, stepsSinceChange, skippedSteps }: LossScale,
  overflowed: boolean,
): LossScale {
  if (overflowed) return { scale: scale / 2, stepsSinceChange: 0, skippedSteps: skippedSteps + 1 };
  if (stepsSinceChange + 1 < GROWTH_STEPS)
    return { scale, stepsSinceChange: stepsSinceChange + 1, skippedSteps };
  return { scale: 2 * scale, stepsSinceChange: 0, skippedSteps };
}
