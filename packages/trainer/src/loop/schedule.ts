import { type Batcher, batchesFor } from '@longrange/corpus';
import type { TrainingConfig } from '../config/training-config.ts';

/** Where in a run a step is. */
export interface SchedulePosition {
  /** The step about to be taken, from 1. */
  readonly step: number;
  /** null where only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Share of `maxMinutes` that has passed, 0 without that limit. */
  readonly clockShare: number;
}

/** Share of the clock's time. */
const CLOCK_WAITS = 0.1;

/**
 * The learning rate of a step: linear warm-up, then constant or half a cosine (Loshchilov & Hutter 2017,
 * eq. 5, without restarts) down to `finalLearningRateShare` of the peak at the last step.
 *
 * Where the clock may end the run first, a run that falls behind it follows the clock, so that it ends at a low rate on a slow machine
 * too. Such a run is not repeatable to the bit. The clock waits for a tenth of its time before it is followed, so that
 * a slow start alone changes nothing.
 */
export function learningRateAt(
  config: Pick<TrainingConfig, 'learningRate' | 'schedule' | 'warmupSteps' | 'finalLearningRateShare'>,
  position: SchedulePosition,
): number {
  const { step } = position;
  const { learningRate, schedule, warmupSteps, finalLearningRateShare } = config;
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant') return learningRate;
  const progress = Math.min(1, progressOf(position, warmupSteps));
  const cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
  return learningRate * (finalLearningRateShare + (1 - finalLearningRateShare) * cosine);
}

function progressOf({ step, totalSteps, clockShare }: SchedulePosition, warmupSteps: number): number {
  if (totalSteps === null) return clockShare;
  const stepShare = (step - warmupSteps) / (totalSteps - warmupSteps);
  return Math.max(stepShare, (clockShare - CLOCK_WAITS) / (1 - CLOCK_WAITS));
}

/**
 * Steps until the first of `epochs` and `maxCharacters` is reached, null if neither is set. Padding is no character.
 */
export function totalSteps(
  { epochs, maxCharacters }: Pick<TrainingConfig, 'epochs' | 'maxCharacters'>,
  batcher: Batcher,
): number | null {
  const limits: number[] = [];
  if (epochs !== null) limits.push(Math.ceil(epochs * batcher.batchesPerEpoch));
  if (maxCharacters !== null) limits.push(batchesFor(batcher, maxCharacters));
  return limits.length === 0 ? null : Math.min(...limits);
}
