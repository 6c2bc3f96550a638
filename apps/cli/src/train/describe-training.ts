import type { RunConfig, TrainingConfig } from '@longrange/trainer';
import { deviationsOf, findPreset } from '@longrange/trainer/internal';
import type { Precision } from '../engine/engine-name.ts';
import { formatCount } from '../terminal/format.ts';

/** How a run trains, in a few lines. */
export function describeTraining({ training, preset }: RunConfig, precision: Precision): string[] {
  const deviations = deviationsOf(findPreset(preset), precision);
  const { batchSize, sequenceLength, microBatchSize, learningRate, schedule, warmupSteps, weightDecay } =
    training;
  const micro = microBatchSize === null ? '' : `, ${microBatchSize} at a time`;
  const rate = `Adam ${learningRate}, ${schedule}${warmupSteps === 0 ? '' : ` after ${warmupSteps} steps of warm-up`}${weightDecay === 0 ? '' : `, weight decay ${weightDecay}`}`;
  return [
    `preset ${preset}: batches of ${batchSize} × ${sequenceLength} characters${micro}, ${describeState(training)}`,
    `${rate}, ${describeClip(training)}, until ${describeEnd(training)}`,
    ...deviations.map((deviation) => `differs from the ${preset}: ${deviation}`),
  ];
}

function describeState({
  batches,
  initialState,
  resetAtDocuments,
  resetEvery,
  gradientLength,
}: TrainingConfig): string {
  const through = gradientLength === null ? '' : `, gradients through ${gradientLength} characters`;
  if (resetEvery !== null) return `state emptied every ${resetEvery} characters${through}`;
  if (batches === 'windows') return `windows, each from a zero state${through}`;
  if (initialState === 'zero') return `each from an empty state${through}`;
  return resetAtDocuments
    ? `state carried from step to step, empty where a document begins${through}`
    : `state carried from step to step and from document to document${through}`;
}

function describeClip({ clip }: TrainingConfig): string {
  if (clip.kind === 'none') return 'no clipping';
  return `gradients clipped to a norm of ${clip.norm} ${clip.kind === 'global' ? 'together' : 'each'}`;
}

function describeEnd({ epochs, maxCharacters, maxMinutes }: TrainingConfig): string {
  const limits = [
    ...(epochs === null ? [] : [epochs === 1 ? 'one pass is complete' : `${epochs} passes are complete`]),
    ...(maxCharacters === null ? [] : [`${formatCount(maxCharacters)} characters are read`]),
    ...(maxMinutes === null ? [] : [`${maxMinutes} minutes have passed`]),
  ];
  return limits.join(' or ');
}
