import { type Batcher, batchesFor } from '@longrange/corpus/batches';
import type { TrainingConfig } from '../config/training-config.ts';

/** Position of a step in a run. */
interface SchedulePosition {
  /** Step about to be taken, from 1. */
  readonly step: number;
  /** Null if only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Share of `maxMinutes` that has passed, 0 without that limit. */
  readonly clockShare: number;
}

/** Share of the time that must pass before the schedule follows the clock. */
const CLOCK_WAITS = 0.1;

/**
 * Learning rate of a step: linear warm-up, constant up to `decayFromStep`, then constant or half a cosine (Loshchilov & Hutter 2017, eq. 5, without restarts) down to
 * `finalLearningRateShare` of the peak at the last step.
 *
 * A run with a time limit that falls behind follows the clock, so that it also ends at a low rate on a slow machine. Such a run is not reproducible
 * to the bit. The clock is followed only after a tenth of the time, so that a slow start alone changes nothing.
 */
export function learningRateAt(
  config: Pick<
    TrainingConfig,
    'learningRate' | 'schedule' | 'warmupSteps' | 'decayFromStep' | 'finalLearningRateShare'
  >,
  position: SchedulePosition,
): number {
  const { step } = position;
  const { learningRate, schedule, warmupSteps, finalLearningRateShare } = config;
  const from = Math.max(warmupSteps, config.decayFromStep ?? 0);
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant' || step <= from) return learningRate;
  const progress = Math.min(1, progressOf(position, from));
  const cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
  return learningRate * (finalLearningRateShare + (1 - finalLearningRateShare) * cosine);
}

function progressOf({ step, totalSteps, clockShare }: SchedulePosition, from: number): number {
  if (totalSteps === null) return clockShare;
  const stepShare = (step - from) / (totalSteps - from);
  return Math.max(stepShare, (clockShare - CLOCK_WAITS) / (1 - CLOCK_WAITS));
}

/** Number of steps until the first of `epochs` and `maxCharacters` is reached, null if neither is set. Padding does not count. */
export function totalSteps(
  { epochs, maxCharacters }: Pick<TrainingConfig, 'epochs' | 'maxCharacters'>,
  batcher: Batcher,
): number | null {
  const limits: number[] = [];
  if (epochs !== null) limits.push(Math.ceil(epochs * batcher.batchesPerEpoch));
  if (maxCharacters !== null) limits.push(batchesFor(batcher, maxCharacters));
  return limits.length === 0 ? null : Math.min(...limits);
}

const WINDOW_SECONDS = 10;

/** Characters per second over a sliding window of training time. */
export class Throughput {
  readonly #samples: { readonly seconds: number; readonly characters: number }[] = [];
  #seconds = 0;
  #characters = 0;

  /** Records that `characters` took `seconds`. */
  add(characters: number, seconds: number): void {
    this.#samples.push({ characters, seconds });
    this.#characters += characters;
    this.#seconds += seconds;
    while (this.#samples.length > 1 && this.#seconds - this.#samples[0]!.seconds >= WINDOW_SECONDS) {
      const oldest = this.#samples.shift()!;
      this.#characters -= oldest.characters;
      this.#seconds -= oldest.seconds;
    }
  }

  /** Speed, 0 before the first sample. */
  get charactersPerSecond(): number {
    return this.#seconds > 0 ? this.#characters / this.#seconds : 0;
  }
}
