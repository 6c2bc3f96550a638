import { hostname } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { describeParameters } from '@longrange/sweep/internal';
import type { Job as QueuedJob } from 'bullmq';
import type { WorkerOptions } from '../options/sweep-options.ts';
import { TRIES, type TrialJob, type TrialNews } from '../redis/trial-job.ts';
import { formatCount } from '../terminal/format.ts';
import { prepareJob } from './prepare-job.ts';
import { readPace } from './sweep-screen.ts';
import { startTrialProcess } from './trial-process.ts';

export interface WorkerContext {
  readonly options: WorkerOptions;
  readonly bullmq: typeof import('bullmq');
  /** Aborted: what trains is to save and go back into the queue. */
  readonly stopped: AbortSignal;
  /** What is to be waited for when the worker ends. */
  readonly training: Set<Promise<unknown>>;
  readonly say: (sentence: string) => void;
  readonly sayOnce: (sentence: string) => void;
}

/** Between two tries of a job that cannot be worked on here. */
const NOT_HERE_MS = 15_000;
const PACE_MS = 5000;

/**
 * Works on a trial as far as its job says. What it comes to is what its run says: the job only ends.
 *
 * @throws Error for what the trial did wrong; BullMQ's `UnrecoverableError` for a job that nobody should work on, `WaitingError` and `DelayedError` where it is back in the queue
 */
export async function workOnQueued(
  queued: QueuedJob<TrialJob, null>,
  token: string,
  context: WorkerContext,
): Promise<null> {
  const { options, bullmq, stopped, training, say, sayOnce } = context;
  const giveBack = async (): Promise<never> => {
    await queued.moveToWait(token);
    throw new bullmq.WaitingError();
  };
  if (stopped.aborted) return giveBack();
  const prepared = await prepareJob(queued.data, options).catch((error: unknown) => {
    if (!(error instanceof LongrangeError)) throw error;
    say(`refused a job: ${error.message}`);
    throw new bullmq.UnrecoverableError(error.message);
  });
  if (typeof prepared === 'string') {
    const sentence = `on ${hostname()}: ${prepared}`;
    sayOnce(sentence);
    await queued.updateProgress(sentence satisfies TrialNews);
    await queued.moveToDelayed(Date.now() + NOT_HERE_MS, token);
    throw new bullmq.DelayedError();
  }
  // What another worker said of it holds no more.
  await queued.updateProgress({} satisfies TrialNews);
  const { open, job, compute, threads, store } = prepared;
  const settings = describeParameters(job.trial, open.sweep);
  const called = `${open.name}, trial ${job.trial.number}${settings === '' ? '' : ` (${settings})`}`;
  say(`${called}: begins`);
  const started = startTrialProcess(job, {
    ...{ open, options: { compute }, threads, store },
    // The sweep's own command keeps the journal.
    journal: { append: () => undefined },
    warn: (sentence) => say(`${called}: ${sentence}`),
  });
  const tellPace = async (): Promise<void> => {
    const pace = await readPace(join(open.folder, job.trial.name));
    if (pace === undefined) return;
    const { charactersPerSecond, secondsLeft } = pace;
    await queued.updateProgress({ charactersPerSecond, secondsLeft } satisfies TrialNews);
  };
  const timer = setInterval(() => void tellPace().catch(() => undefined), PACE_MS);
  stopped.addEventListener('abort', started.stop);
  training.add(started.done);
  const end = await started.done.finally(() => {
    clearInterval(timer);
    stopped.removeEventListener('abort', started.stop);
    training.delete(started.done);
  });
  if (end.kind === 'stopped') {
    say(`${called}: saved at step ${formatCount(end.record.step)}, given back`);
    return giveBack();
  }
  if (end.kind === 'failed') {
    say(`${called}: failed (${queued.attemptsMade + 1} of ${TRIES}): ${end.message}`);
    throw new Error(end.message);
  }
  say(`${called}: ${end.record.finished ? 'finished' : `paused at step ${formatCount(end.record.step)}`}`);
  return null;
}
