import type { EvaluationContext } from '@longrange/eval/evaluation';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Context shared by all parts of `longrange eval`. */
export interface EvalContext extends EvaluationContext {
  readonly options: EvalOptions;
  readonly reporter: Reporter;
}

/** Receives the share of a stage that is done, from 0 to 1. */
export type OnShare = (share: number) => void;

/** Seconds after which a stage's remaining time is estimated from its pace. */
const FORECAST_AFTER = 5;

/** Runs a stage of the work, shows its progress, and prints its outcome and duration. */
export async function stage<T>(
  reporter: Reporter,
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
): Promise<T> {
  const startMs = performance.now();
  const show = (share: number | null): void => {
    const seconds = (performance.now() - startMs) / 1000;
    const isKnown = share !== null && share > 0 && share < 1 && seconds >= FORECAST_AFTER;
    const detail = isKnown ? `about ${formatDuration((seconds * (1 - share)) / share)} left` : '';
    reporter.progress({ label, share, detail });
  };
  show(null);
  // Some stages block the event loop from beginning to end: the line must be printed first.
  await new Promise((resolve) => setImmediate(resolve));
  try {
    const result = await work(show);
    reporter.clear();
    reporter.note(`${label}: ${describe(result)} (${formatDuration((performance.now() - startMs) / 1000)})`);
    return result;
  } finally {
    reporter.clear();
  }
}
