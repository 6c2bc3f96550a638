import type { Batch } from '@longrange/corpus';
import { dispose } from '@tensorflow/tfjs-core';
import { qualityOf, type StepEvent } from '../run/events.ts';
import { clipScales, globalNorm } from './clip.ts';
import { chanceNats, excessAfter, refuseDivergence, refuseNotFinite } from './divergence.ts';
import { dropoutSeed } from './dropout-seed.ts';
import { type BatchGradients, batchGradients } from './gradients.ts';
import { nextLossScale } from './loss-scale.ts';
import { learningRateAt } from './schedule.ts';
import { elapsedSeconds, type Session } from './session.ts';

/**
 * One step: a batch, its gradients, clipped, into Adam. Returns the event where the step is one to log.
 *
 * @throws LongrangeError `LOSS_NOT_FINITE`, before anything is changed by such a step; `LOSS_DIVERGED`
 */
export async function takeStep(session: Session): Promise<StepEvent | undefined> {
  const startMs = performance.now();
  const { options, batcher, adam, progress } = session;
  const { config } = options;
  const step = progress.step + 1;
  const learningRate = learningRateAt(config, {
    step,
    totalSteps: session.totalSteps,
    clockShare: clockShare(session),
  });
  const batch = batcher.next();
  const { gradients, squaredNorms, sums } = await gradientsOf(session, batch, step);
  const { lossScale } = progress;
  const norm = globalNorm(squaredNorms);
  // A scale of 1 scales nothing: what overflows then is not finite by itself.
  const isSkipped = lossScale !== null && lossScale.scale > 1 && !Number.isFinite(norm);
  try {
    refuseNotFinite(session, 'the loss', sums.lossNats);
    if (!isSkipped) {
      refuseNotFinite(session, 'the norm of the gradients', norm);
      const { scale, skippedSteps } = lossScale ?? { scale: 1, skippedSteps: 0 };
      const scales = clipScales(config.clip, squaredNorms).map((factor) => factor / scale);
      adam.update(gradients, scales, { step: step - skippedSteps, learningRate });
    }
  } finally {
    dispose(gradients);
  }
  const { sinceLog, lossExcess } = progress;
  const lossNats = sums.lossNats / sums.characters;
  session.progress = {
    ...progress,
    step,
    epoch: batch.epoch,
    charactersSeen: progress.charactersSeen + sums.characters,
    elapsedSeconds: elapsedSeconds(session),
    batcherPosition: batcher.position(),
    validation: null,
    lossScale: lossScale === null ? null : nextLossScale(lossScale, isSkipped),
    lossExcess: excessAfter(lossExcess, lossNats, chanceNats(options.model)),
    sinceLog: {
      lossNats: sinceLog.lossNats + sums.lossNats,
      correct: sinceLog.correct + sums.correct,
      characters: sinceLog.characters + sums.characters,
    },
  };
  refuseDivergence(session, lossNats);
  session.throughput.add(sums.characters, (performance.now() - startMs) / 1000);
  // A skipped step has no norm to tell; its loss counts in the next line.
  if (isSkipped || step % config.logEverySteps !== 0) return undefined;
  return logEvent(session, learningRate, norm);
}

/** Share of `maxMinutes` that is over, 0 without that limit. */
export function clockShare(session: Session): number {
  const { maxMinutes } = session.options.config;
  return maxMinutes === null ? 0 : elapsedSeconds(session) / (60 * maxMinutes);
}

function gradientsOf(session: Session, batch: Batch, step: number): Promise<BatchGradients> {
  const { options, slices, carried, progress } = session;
  const { model, config } = options;
  const seedOf = (part: number): number => dropoutSeed(config.seed, step, part);
  const dropout = model.config.dropout > 0 ? { dropoutSeed: seedOf } : {};
  const lossScale = progress.lossScale?.scale ?? 1;
  const { gradientLength, resetEvery } = config;
  return batchGradients(model, batch, { slices, carried, lossScale, gradientLength, resetEvery, ...dropout });
}

/** The mean over the steps since the last event; starts a new sum. */
function logEvent(session: Session, learningRate: number, gradientNorm: number): StepEvent {
  const { progress, totalSteps, throughput } = session;
  const quality = qualityOf(progress.sinceLog);
  session.progress = { ...progress, sinceLog: { lossNats: 0, correct: 0, characters: 0 } };
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
    secondsLeft: secondsLeft(session),
    elapsedSeconds: progress.elapsedSeconds,
  };
}

function secondsLeft(session: Session): number {
  const { options, progress, start, totalSteps } = session;
  const { maxMinutes } = options.config;
  const sessionSeconds = progress.elapsedSeconds - start.elapsedSeconds;
  const byClock = maxMinutes === null ? Number.POSITIVE_INFINITY : maxMinutes * 60 - progress.elapsedSeconds;
  const stepsLeft = totalSteps === null ? Number.POSITIVE_INFINITY : totalSteps - progress.step;
  const bySteps = (stepsLeft * sessionSeconds) / (progress.step - start.step);
  return Math.max(0, Math.min(byClock, bySteps));
}
