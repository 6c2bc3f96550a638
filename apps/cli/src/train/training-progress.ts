import type { RunConfig, TrainingConfig, TrainingEvent } from '@longrange/trainer';
import { deviationsOf, findPreset } from '@longrange/trainer/internal';
import type { Precision } from '../engine/engine-name.ts';
import { formatBits, formatCount, formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Time after which training estimates its duration; before that, the pace is a guess. */
const ESTIMATE_AFTER_SECONDS = 3;

/** Turns the events of training into lines and a progress line. */
export function showTraining(reporter: Reporter): (event: TrainingEvent) => void {
  let startSeconds: number | undefined;
  let estimated = false;
  return (event) => {
    switch (event.type) {
      case 'start':
        if (event.changedSettings.length > 0) reporter.fact('changed', event.changedSettings.join(', '));
        if (event.paddingShare > 0) reporter.detail('padding', describePadding(event.paddingShare));
        return;
      case 'step': {
        startSeconds ??= event.elapsedSeconds;
        if (!estimated && event.elapsedSeconds - startSeconds >= ESTIMATE_AFTER_SECONDS) {
          estimated = true;
          const pace = `${formatCount(event.charactersPerSecond)} characters/s`;
          reporter.fact('time', `about ${formatDuration(event.secondsLeft)} at ${pace}`);
        }
        reporter.progress({ label: 'training', share: shareOf(event), detail: describeStep(event) });
        return;
      }
      case 'validation': {
        const quality = `${formatBits(event.bitsPerCharacter)} bits/char, accuracy ${(100 * event.accuracy).toFixed(1)} %`;
        const characters = formatCount(event.characters);
        const note = event.best ? ', the best so far' : '';
        reporter.note(
          `validation at step ${formatCount(event.step)}: ${quality} over ${characters} characters${note}`,
        );
        return;
      }
      case 'end':
        reporter.clear();
        return;
      default:
        return;
    }
  };
}

type StepEvent = Extract<TrainingEvent, { type: 'step' }>;

/** Describes padding, which wastes much of the work if documents are much shorter than sequences. */
function describePadding(share: number): string {
  const hint = share > 0.1 ? '; a smaller sequenceLength wastes less' : '';
  return `${(100 * share).toFixed(1)} % of the sequences, after the ends of documents${hint}`;
}

/** Share of the time, which also passes during validation, and ends a run with a time limit. */
function shareOf({ elapsedSeconds, secondsLeft }: StepEvent): number {
  return elapsedSeconds / (elapsedSeconds + secondsLeft);
}

function describeStep({
  step,
  totalSteps,
  lossNats,
  bitsPerCharacter,
  charactersPerSecond,
  secondsLeft,
}: StepEvent): string {
  const steps = `step ${formatCount(step)}${totalSteps === null ? '' : ` of ${formatCount(totalSteps)}`}`;
  const quality = `${formatBits(bitsPerCharacter)} bits/char (loss ${lossNats.toFixed(3)})`;
  const pace = `${formatCount(charactersPerSecond)} char/s`;
  // A narrow terminal cuts off the end.
  return [`${formatDuration(secondsLeft)} left`, quality, pace, steps].join('  ');
}

/** Describes in a few lines how a run trains. */
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
  if (resetEvery !== null) return `state reset every ${resetEvery} characters${through}`;
  if (batches === 'windows') return `windows, each from a zero state${through}`;
  if (initialState === 'zero') return `each from an empty state${through}`;
  return resetAtDocuments
    ? `state carried from step to step, empty where a document begins${through}`
    : `state carried from step to step and from document to document${through}`;
}

function describeClip({ clip }: TrainingConfig): string {
  if (clip.kind === 'none') return 'no clipping';
  const norm = clip.kind === 'global' ? `a global norm of ${clip.norm}` : `a norm of ${clip.norm} each`;
  return `gradients clipped to ${norm}`;
}

function describeEnd({ epochs, maxCharacters, maxMinutes }: TrainingConfig): string {
  const limits = [
    ...(epochs === null ? [] : [epochs === 1 ? 'one pass is complete' : `${epochs} passes are complete`]),
    ...(maxCharacters === null ? [] : [`${formatCount(maxCharacters)} characters are read`]),
    ...(maxMinutes === null ? [] : [`${maxMinutes} minutes have passed`]),
  ];
  return limits.join(' or ');
}
