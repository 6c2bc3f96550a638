import type { TrainingConfig } from '../config/training-config.ts';

export interface SchedulePosition {
  /** The step about to be taken, from 1. */
  readonly step: number;
  /** null where only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Share of `maxMinutes` that has passed, 0 without that limit. */
  readonly clockShare: number;
}

/**
 * The learning rate of a step: linear warm-up, then constant or half a cosine (Loshchilov & Hutter 2017,
 * eq. 5, without restarts) down to `finalLearningRateShare` of the peak at the last step.
 *
 * Where the clock may end the run first, the cosine follows whichever of steps and clock is further on, so
 * that the run ends at a low rate on a slow machine too. Such a run is not repeatable to the bit.
 */
export function learningRateAt(
  config: Pick<TrainingConfig, 'learningRate' | 'schedule' | 'warmupSteps' | 'finalLearningRateShare'>,
  { step, totalSteps, clockShare }: SchedulePosition,
): number {
  const { learningRate, schedule, warmupSteps, finalLearningRateShare } = config;
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant') return learningRate;
  const stepShare = totalSteps === null ? 0 : (step - warmupSteps) / (totalSteps - warmupSteps);
  const progress = Math.min(1, Math.max(stepShare, clockShare));
  const cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
  return learningRate * (finalLearningRateShare + (1 - finalLearningRateShare) * cosine);
}

/**
 * Steps until the first of `epochs` and `maxCharacters` is reached, null if neither is set.
 */
export function totalSteps(
  config: Pick<TrainingConfig, 'epochs' | 'maxCharacters' | 'batchSize' | 'sequenceLength'>,
  batchesPerEpoch: number,
): number | null {
  const { epochs, maxCharacters, batchSize, sequenceLength } = config;
  const limits: number[] = [];
  if (epochs !== null) limits.push(Math.ceil(epochs * batchesPerEpoch));
  if (maxCharacters !== null) limits.push(Math.ceil(maxCharacters / (batchSize * sequenceLength)));
  return limits.length === 0 ? null : Math.min(...limits);
}
