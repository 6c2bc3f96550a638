import { hostname } from 'node:os';
import { join } from 'node:path';
import { describeParameters, planTrial, trialAt } from '@longrange/sweep/internal';
import { exists, runOwner } from '@longrange/trainer/internal';
import type { Job as QueuedJob } from 'bullmq';
import type { WorkerOptions } from '../options/worker-options.ts';
import { TRIES, type TrialJob, type TrialNews, trialJobSchema } from '../redis/trial-job.ts';
import { formatCount } from '../terminal/format.ts';
import { storeOf } from './keep-in-store.ts';
import { openSweepText } from './open-sweep.ts';
import { threadsOf } from './share-threads.ts';
import { readPace } from './sweep-screen.ts';
import { startTrialProcess } from './trial-process.ts';
import { resolveTrial } from './trial-settings.ts';

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
 * @throws Error for what the trial did wrong; BullMQ's `WaitingError` and `DelayedError` where the job is back in the queue
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
  const prepared = await prepare(queued.data, options);
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

/** What a job comes to on this machine, or why it cannot be worked on here: others may. */
async function prepare(data: TrialJob, options: WorkerOptions) {
  const parsed = trialJobSchema.safeParse(data);
  if (!parsed.success) return 'Expected a job of this version of longrange, got another one.';
  const { number, name, untilStep, compute, threads, runs, ...task } = parsed.data;
  const place = options.store ?? task.store ?? undefined;
  const open = await openSweepText(task, options.runs ?? (place === undefined ? runs : 'runs'));
  const { sweep, folder, journalPath } = open;
  const trial = planTrial(sweep, trialAt(sweep, number), (one) => resolveTrial(one, sweep));
  if (trial.name !== name)
    return `Expected trial ${number} of ${open.name} to come to the same settings as where it was queued, got others: this is another version of longrange.`;
  if (place === undefined && !(await exists(journalPath)))
    return `Expected the folder ${folder}, in which the sweep's command keeps its runs, on this machine, got none. --runs says where it is here; with --store the machines need not share one.`;
  if ((await runOwner(join(folder, name))) === 'unknown')
    return `Expected ${join(folder, name)} to be free, got the lock of another machine. If nothing there works on it any more, remove ${join(folder, name, 'run.lock')}.`;
  return {
    ...{ open, job: { trial, untilStep }, compute, store: storeOf({ store: place }) },
    threads: threads ?? threadsOf(options),
  };
}
