import { observedStages, type RunStage } from '@longrange/eval/internal/node';
import { formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Seconds after which a stage's remaining time is estimated from its pace. */
const FORECAST_AFTER = 5;

/** Returns a function that runs stages of an evaluation, shows the progress of each, and prints its outcome and duration. */
export function reportedStages(reporter: Reporter): RunStage {
  let startMs = 0;
  const run = observedStages({
    onProgress({ stage, share }) {
      if (share === 0) startMs = performance.now();
      const seconds = (performance.now() - startMs) / 1000;
      const isKnown = share > 0 && share < 1 && seconds >= FORECAST_AFTER;
      const detail = isKnown ? `about ${formatDuration((seconds * (1 - share)) / share)} left` : '';
      reporter.progress({ label: stage, share: share === 0 ? null : share, detail });
    },
    onOutcome(stage, outcome, seconds) {
      reporter.note(`${stage}: ${outcome} (${formatDuration(seconds)})`);
    },
  });
  return (label, work, describe) => run(label, work, describe).finally(reporter.clear);
}
