import type { StageObserver } from '@longrange/eval/evaluation';
import { formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Seconds after which a stage's remaining time is estimated from its pace. */
const FORECAST_AFTER = 5;

/** Shows the progress of each stage of an evaluation, and prints its outcome and duration. */
export function stageObserver(reporter: Reporter): StageObserver {
  let startMs = 0;
  return {
    onProgress({ stage, share }) {
      if (share === 0) startMs = performance.now();
      const seconds = (performance.now() - startMs) / 1000;
      const isKnown = share > 0 && share < 1 && seconds >= FORECAST_AFTER;
      const detail = isKnown ? `about ${formatDuration((seconds * (1 - share)) / share)} left` : '';
      reporter.progress({ label: stage, share: share === 0 ? null : share, detail });
    },
    onOutcome(stage, outcome, seconds) {
      reporter.clear();
      reporter.note(`${stage}: ${outcome} (${formatDuration(seconds)})`);
    },
  };
}
