import type { Batch } from '@longrange/corpus';
import { dispose } from '@tensorflow/tfjs-core';
import type { Progress } from '../checkpoint/state-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { qualityOf, type StepEvent } from '../run/events.ts';
import { chanceNats, excessAfter, refuseDivergence, refuseNotFinite } from './divergence.ts';
import { type BatchGradients, batchGradients } from './gradients.ts';
import { elapsedSeconds, type Learning } from './learning.ts';
import { learningRateAt } from './schedule.ts';

/**
 * Takes one step: computes the gradients of a batch, clips them, and passes them to Adam. Returns an event if the step is to be logged.
 *
 * @throws LongrangeError `LOSS_NOT_FINITE`, before such a step changes anything; `LOSS_DIVERGED`
 */
export async function takeStep(learning: Learning): Promise<StepEvent | undefined> {
  const startMs = performance.now();
  const { model, config, batcher, adam, progress } = learning;
  const step = progress.step + 1;
  const learningRate = learningRateAt(config, {
    step,
    totalSteps: learning.totalSteps,
    clockShare: clockShare(learning),
  });
  const batch = batcher.next();
  const { gradients, squaredNorms, sums } = await gradientsOf(learning, batch, step);
  const { lossScale } = progress;
  const norm = globalNorm(squaredNorms);
  // With a scale of 1, an overflow is not due to scaling.
  const isSkipped = lossScale !== null && lossScale.scale > 1 && !Number.isFinite(norm);
  try {
    refuseNotFinite(learning, 'the loss', sums.lossNats);
    if (!isSkipped) {
      refuseNotFinite(learning, 'the norm of the gradients', norm);
      const { scale, skippedSteps } = lossScale ?? { scale: 1, skippedSteps: 0 };
      const scales = clipScales(config.clip, squaredNorms).map((factor) => factor / scale);
      adam.update(gradients, scales, { step: step - skippedSteps, learningRate });
    }
  } finally {
    dispose(gradients);
  }
  const { sinceLog, lossExcess } = progress;
  const lossNats = sums.lossNats / sums.characters;
  learning.progress = {
    ...progress,
    step,
    epoch: batch.epoch,
    charactersSeen: progress.charactersSeen + sums.characters,
    elapsedSeconds: elapsedSeconds(learning),
    batcherPosition: batcher.position(),
    validation: null,
    lossScale: lossScale === null ? null : nextLossScale(lossScale, isSkipped),
    lossExcess: excessAfter(lossExcess, lossNats, chanceNats(model)),
    sinceLog: {
      lossNats: sinceLog.lossNats + sums.lossNats,
      correct: sinceLog.correct + sums.correct,
      characters: sinceLog.characters + sums.characters,
    },
  };
  refuseDivergence(learning, lossNats);
  learning.throughput.add(sums.characters, (performance.now() - startMs) / 1000);
  // A skipped step has no norm to log; its loss counts in the next line.
  if (isSkipped || step % config.logEverySteps !== 0) return undefined;
  return logEvent(learning, learningRate, norm);
}

/** Share of `maxMinutes` that has passed, 0 without that limit. */
export function clockShare(learning: Learning): number {
  const { maxMinutes } = learning.config;
  return maxMinutes === null ? 0 : elapsedSeconds(learning) / (60 * maxMinutes);
}

function gradientsOf(learning: Learning, batch: Batch, step: number): Promise<BatchGradients> {
  const { model, config, slices, carried, progress } = learning;
  const seedOf = (part: number): number => dropoutSeed(config.seed, step, part);
  const dropout = model.config.dropout > 0 ? { dropoutSeed: seedOf } : {};
  const lossScale = progress.lossScale?.scale ?? 1;
  const { gradientLength, resetEvery } = config;
  return batchGradients(model, batch, { slices, carried, lossScale, gradientLength, resetEvery, ...dropout });
}

/** Makes an event with the mean over the steps since the last one, and resets the sums. */
function logEvent(learning: Learning, learningRate: number, gradientNorm: number): StepEvent {
  const { progress, totalSteps, throughput } = learning;
  const quality = qualityOf(progress.sinceLog);
  learning.progress = { ...progress, sinceLog: { lossNats: 0, correct: 0, characters: 0 } };
  return {
    type: 'step',
    step: progress.step,
    totalSteps,
    epoch: progress.epoch,
    ...quality,
    learningRate,
    gradientNorm,
    ...(progress.lossScale !== null && { skippedSteps: progress.lossScale.skippedSteps }),
    charactersSeen: progress.charactersSeen,
    charactersPerSecond: throughput.charactersPerSecond,
    secondsLeft: secondsLeft(learning),
    elapsedSeconds: progress.elapsedSeconds,
  };
}

function secondsLeft(learning: Learning): number {
  const { config, progress, start, totalSteps } = learning;
  const { maxMinutes } = config;
  const sessionSeconds = progress.elapsedSeconds - start.elapsedSeconds;
  const byClock = maxMinutes === null ? Number.POSITIVE_INFINITY : maxMinutes * 60 - progress.elapsedSeconds;
  const stepsLeft = totalSteps === null ? Number.POSITIVE_INFINITY : totalSteps - progress.step;
  const bySteps = (stepsLeft * sessionSeconds) / (progress.step - start.step);
  return Math.max(0, Math.min(byClock, bySteps));
}

/**
 * Factor for each gradient, from the squared norms of all of them.
 *
 * `global`: norm / max(norm, ‖all‖) for each (Pascanu et al. 2013; TensorFlow's `clip_by_global_norm`).
 * `perTensor`: norm / max(norm, ‖gradient‖), TensorFlow's `clip_by_norm`, which Keras' `clipnorm` applies.
 */
export function clipScales(clip: TrainingConfig['clip'], squaredNorms: readonly number[]): number[] {
  if (clip.kind === 'none') return squaredNorms.map(() => 1);
  if (clip.kind === 'perTensor') {
    return squaredNorms.map((squared) => clip.norm / Math.max(clip.norm, Math.sqrt(squared)));
  }
  const scale = clip.norm / Math.max(clip.norm, globalNorm(squaredNorms));
  return squaredNorms.map(() => scale);
}

/** Euclidean norm over all gradients. */
export function globalNorm(squaredNorms: readonly number[]): number {
  return Math.sqrt(squaredNorms.reduce((sum, squared) => sum + squared, 0));
}

/**
 * State of dynamic loss scaling (Micikevicius et al. 2018), with the values of Keras' `LossScaleOptimizer`: float16 gradients are those of the
 * scaled loss, so that small ones do not underflow. A step with an overflow is skipped and halves the scale; many without one double it.
 */
type LossScale = NonNullable<Progress['lossScale']>;

const GROWTH_STEPS = 2000;

/** Scale after a step. */
export function nextLossScale(
  { scale, stepsSinceChange, skippedSteps }: LossScale,
  overflowed: boolean,
): LossScale {
  if (overflowed) return { scale: scale / 2, stepsSinceChange: 0, skippedSteps: skippedSteps + 1 };
  if (stepsSinceChange + 1 < GROWTH_STEPS)
    return { scale, stepsSinceChange: stepsSinceChange + 1, skippedSteps };
  return { scale: 2 * scale, stepsSinceChange: 0, skippedSteps };
}

/**
 * 32-bit seed for the dropout masks of one micro-batch: a hash of the position, so that a checkpoint need not keep the state of a stream. Mixes like
 * MurmurHash3's finalizer (Appleby 2011).
 */
export function dropoutSeed(seed: number, step: number, microBatch: number): number {
  return mix(mix(mix(seed) ^ step) ^ microBatch);
}

function mix(value: number): number {
  let hash = (value + 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
