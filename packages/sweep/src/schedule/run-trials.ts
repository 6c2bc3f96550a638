import type { Journal } from '../state/journal.ts';
import type { Job, Schedule, TrialRecord } from './schedule.ts';

/** How a job ended: as far as it was to go, with an error, or because it was stopped. */
export interface JobEnd<Record extends TrialRecord = TrialRecord> {
  readonly kind: 'done' | 'failed' | 'stopped';
  /** How its run is now. */
  readonly record: Record;
  /** The first line of the error. */
  readonly message?: string;
}

/** A job that was started somewhere. */
export interface StartedJob<Record extends TrialRecord = TrialRecord> {
  /** Never rejects for what the job did wrong. */
  readonly done: Promise<JobEnd<Record>>;
  /** Asks it to save and stop. */
  stop(): void;
}

export interface RunTrialsOptions<Record extends TrialRecord> {
  readonly schedule: Schedule;
  readonly journal: Journal;
  /** How many at once. */
  readonly jobs: number;
  /** Starts a job: as a process here, or anywhere else. It calls `began` once somebody works on it. */
  readonly start: (job: Job, began: () => void) => StartedJob<Record>;
  /** Aborted: what runs is stopped, nothing new starts. */
  readonly signal: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onEnd?: (job: Job, end: JobEnd<Record>) => void;
}

/** Runs what the schedule says until it says nothing more, or the signal is aborted. A job that fails stops no other one. */
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
        for (const event of next.events) if (event.type !== 'start') journal.append(event);
        const started = start(job, () => {
          const { name, asWritten } = job.trial;
          journal.append({ type: 'start', trial: name, asWritten });
          options.onStart?.(job);
        });
        const settled = started.done.then((end) => {
          running.delete(started);
          const message = end.kind === 'failed' ? (end.message ?? 'failed') : null;
          if (message !== null) journal.append({ type: 'fail', trial: job.trial.name, message });
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
      // Not a race: each would leave something behind in every promise that goes on, and there may be thousands.
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
