import type { Journal } from '../state/journal.ts';
import type { Job, Schedule, TrialRecord } from './schedule.ts';

/** End of a job: done, failed with an error, or stopped. */
export interface JobEnd<Record extends TrialRecord = TrialRecord> {
  readonly kind: 'done' | 'failed' | 'stopped';
  /** State of its run. */
  readonly record: Record;
  /** First line of the error. */
  readonly message?: string;
}

/** Started job. */
export interface StartedJob<Record extends TrialRecord = TrialRecord> {
  /** Does not reject if the job fails. */
  readonly done: Promise<JobEnd<Record>>;
  /** Asks the job to save and stop. */
  stop(): void;
}

export interface RunTrialsOptions<Record extends TrialRecord> {
  readonly schedule: Schedule;
  readonly journal: Journal;
  /** Maximum number of jobs at once. */
  readonly jobs: number;
  /** Starts a job, which records in the journal that it began, and why it failed. */
  readonly start: (job: Job) => StartedJob<Record>;
  /** When aborted, running jobs are stopped and no new ones start. */
  readonly signal: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onEnd?: (job: Job, end: JobEnd<Record>) => void;
}

/** Runs the jobs of a schedule until there are no more, or the signal is aborted. A failed job does not stop the others. */
export async function runTrials<Record extends TrialRecord>(
  options: RunTrialsOptions<Record>,
): Promise<void> {
  const { schedule, journal, jobs, start, signal } = options;
  const running = new Map<StartedJob<Record>, Promise<void>>();
  const stopAll = (): void => {
    for (const one of running.keys()) one.stop();
  };
  const failures: unknown[] = [];
  let wake = (): void => undefined;
  signal.addEventListener('abort', stopAll);
  try {
    for (;;) {
      while (!signal.aborted && running.size < jobs) {
        const next = schedule.next();
        if (next === undefined) break;
        const { job } = next;
        for (const promotion of next.promotions) journal.append(promotion);
        const started = start(job);
        options.onStart?.(job);
        const settled = started.done.then((end) => {
          running.delete(started);
          const message = end.kind === 'failed' ? (end.message ?? 'failed') : null;
          schedule.ended(job.trial.name, end.record, message);
          options.onEnd?.(job, end);
        });
        running.set(
          started,
          settled.catch((error: unknown) => void failures.push(error)).finally(() => wake()),
        );
      }
      if (failures.length > 0) throw failures[0];
      if (running.size === 0) return;
      // No `Promise.race`: each call would leave a handler in every pending promise, and there may be thousands.
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } catch (error) {
    stopAll();
    await Promise.allSettled(running.values());
    throw error;
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
}
