import type { TrainingEvent } from '@longrange/trainer';
import { formatBits, formatCount, formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Training says how long it will take once it has gone on for so long: before that the pace is a guess. */
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

/** Where documents are much shorter than sequences, much of the work is for nothing. */
function describePadding(share: number): string {
  const hint = share > 0.1 ? '; a smaller sequenceLength wastes less' : '';
  return `${(100 * share).toFixed(1)} % of the sequences, after the ends of documents${hint}`;
}

/** By the time, which goes on while the model is validated, and which ends a run that has a limit of minutes. */
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
  // What a narrow terminal cuts off comes last.
  return [`${formatDuration(secondsLeft)} left`, quality, pace, steps].join('  ');
}
