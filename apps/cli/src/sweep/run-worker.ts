import { once } from 'node:events';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExitCode, isSystemError, LongrangeError, parseOptions } from '@longrange/errors';
import {
  describeParameters,
  type Job,
  openStore,
  placeWithin,
  planTrial,
  trialAt,
} from '@longrange/sweep/internal';
import { exists, runOwner } from '@longrange/trainer/internal';
import type { Job as QueuedJob } from 'bullmq';
import type { WorkerOptions } from '../options/sweep-options.ts';
import { describeRedisError, openRedis, parseRedisAddress } from '../redis/open-redis.ts';
import { QUEUE, TRIES, type TrialJob, type TrialNews, trialJobSchema } from '../redis/trial-job.ts';
import { version } from '../run/versions.ts';
import { formatCount, plural } from '../terminal/format.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { createReporter } from '../terminal/reporter.ts';
import { nameWith } from './name-trials.ts';
import { type OpenSweep, openSweepText, threadsOf } from './open-sweep.ts';
import { contentReader, namePaths } from './sources.ts';
import { readPace } from './sweep-screen.ts';
import { startTrialProcess } from './trial-process.ts';
import { resolveTrial } from './trial-settings.ts';

/** Silence after which a worker is lost, and others take over its trials. */
const LOST_MS = 20_000;
const LOOK_FOR_LOST_MS = 5000;
/** Number of lost workers after which a trial has failed: it may be the cause. */
const MOST_LOST = 20;
/** Time for returning jobs at the end. */
const GIVE_BACK_MS = 5000;

/** `longrange worker`: works on trials until it is stopped. */
export async function runWorker(options: WorkerOptions): Promise<ExitCode> {
  const address = parseRedisAddress(options.redis);
  // Without its store, the worker would fail every trial that it takes.
  if (options.store !== undefined) openStore(options.store);
  const reporter = createReporter(process.stdout);
  const told = new Set<string>();
  const say = (sentence: string): void => reporter.line(sentence);
  const sayOnce = (sentence: string): void => {
    if (!told.has(sentence)) say(sentence);
    told.add(sentence);
  };
  const redis = await openRedis(address, say);
  const training = new Set<Promise<unknown>>();
  const work = async (stopped: AbortSignal): Promise<void> => {
    const context = { options, bullmq: redis.bullmq, stopped, training, say, sayOnce };
    const worker = new redis.bullmq.Worker<TrialJob, null>(
      QUEUE,
      (queued, token) => workOnQueued(queued, token!, context),
      {
        ...{ ...redis.options, name: hostname(), concurrency: options.jobs },
        ...{ lockDuration: LOST_MS, stalledInterval: LOOK_FOR_LOST_MS, maxStalledCount: MOST_LOST },
      },
    );
    worker.on('error', (error) => {
      // The connection reports outages.
      if (isSystemError(error)) return;
      const isLost = /\block\b/i.test(error.message);
      sayOnce(
        isLost
          ? 'redis: after a silence, a trial of this worker went back to the queue; everything it has saved counts.'
          : `redis: ${describeRedisError(error)}.`,
      );
    });
    await once(stopped, 'abort');
    const closed = worker.close();
    await Promise.allSettled(training);
    const isClosed = await Promise.race([closed.then(() => true), pause(GIVE_BACK_MS, false)]);
    if (!isClosed) say('redis: no answer; others will take over the trials.');
  };
  reporter.fact('worker', `${plural(options.jobs, 'trial')} at a time from ${address.shown}; Ctrl-C ends it`);
  await withInterrupt(work, () =>
    say('interrupted: running trials save and return to the queue; Ctrl-C again quits at once'),
  );
  redis.close();
  return interruptExitCode();
}

export interface WorkerContext {
  readonly options: WorkerOptions;
  readonly bullmq: typeof import('bullmq');
  /** When aborted, running trials save and return to the queue. */
  readonly stopped: AbortSignal;
  /** Running trials, to await when the worker ends. */
  readonly training: Set<Promise<unknown>>;
  readonly say: (sentence: string) => void;
  readonly sayOnce: (sentence: string) => void;
}

/** Pause between two tries of a job that this worker cannot do. */
const NOT_HERE_MS = 15_000;
const PACE_MS = 5000;

/**
 * Works on the trial of a job. The result is in the trial's run; the job just ends.
 *
 * @throws Error if the trial failed; BullMQ's `UnrecoverableError` for a job that nobody should work on, `WaitingError` and `DelayedError` if it is back in the queue
 */
async function workOnQueued(
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
  // News from an earlier worker no longer applies.
  await queued.updateProgress({} satisfies TrialNews);
  const { open, job } = prepared;
  const settings = describeParameters(job.trial, open.sweep);
  const called = `${open.name}, trial ${job.trial.number}${settings === '' ? '' : ` (${settings})`}`;
  say(`${called}: begins`);
  const started = startTrialProcess(job, {
    open,
    // The sweep's own command keeps the journal.
    journal: { append: () => undefined },
    warn: (sentence) => say(`${called}: ${sentence}`),
  });
  const tellPace = async (): Promise<void> => {
    const pace = await readPace(join(open.folder, job.trial.name));
    if (pace === undefined) return;
    const { charactersPerSecond } = pace;
    await queued.updateProgress({ charactersPerSecond } satisfies TrialNews);
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
    say(`${called}: saved at step ${formatCount(end.record.step)}, returned to the queue`);
    return giveBack();
  }
  if (end.kind === 'failed') {
    say(`${called}: failed (${queued.attemptsMade + 1} of ${TRIES}): ${end.message}`);
    throw new Error(end.message);
  }
  say(`${called}: ${end.record.finished ? 'finished' : `paused at step ${formatCount(end.record.step)}`}`);
  return null;
}

/** Places from the worker's own command line: where it reads and writes, whatever a job contains. */
export type PlacesOfWorker = Pick<WorkerOptions, 'runs' | 'store' | 'corpusRoot' | 'jobs' | 'threads'>;

/** Job that this machine can work on. */
export interface PreparedJob {
  readonly open: OpenSweep;
  readonly job: Job;
}

/**
 * Prepares a job for this machine. Returns a sentence if this machine cannot work on it but another may.
 *
 * @throws LongrangeError for what no worker should work on
 */
export async function prepareJob(data: unknown, options: PlacesOfWorker): Promise<PreparedJob | string> {
  const said = (data as { version?: unknown } | null)?.version;
  if (typeof said === 'string' && said !== version)
    return `Expected a job of longrange ${version}, got one of another version.`;
  const asked = parseOptions(trialJobSchema, data, {
    code: 'JOB_REFUSED',
    subject: 'job in the queue',
    exitCode: 1,
  });
  const { text, base, store: kept, name } = asked;
  const place = placeOf(kept, options.store);
  if (place === undefined)
    return `Expected \`--store\` to be ${kept === 'folder' ? "the folder of the sweep's store" : `${kept}, as the sweep has it`}, got ${options.store ?? 'none'}.`;
  const corpusRoot = options.corpusRoot === undefined ? null : resolve(options.corpusRoot);
  const folderOfFile =
    corpusRoot === null || base === '' ? (corpusRoot ?? '') : await placeWithin(corpusRoot, base);
  const where = {
    ...{ runs: options.runs, store: place ?? undefined, compute: asked.compute },
    threads: asked.threads ?? threadsOf(options),
  };
  const open = await openSweepText(
    { file: `${asked.sweep}.yaml`, text, base: folderOfFile, corpusRoot },
    where,
  );
  const { sweep, folder, journalPath } = open;
  const trial = planTrial(sweep, trialAt(sweep, asked.number), (one) => resolveTrial(one, sweep));
  if (corpusRoot === null && namePaths(trial.corpus.sources))
    return `Expected \`--corpus-root\`, below which the text of ${open.name} is (${trial.corpus.sources.join(', ')}), got none. The sweep prints the command of its workers.`;
  const contents = await contentReader(open)(trial.corpus);
  if (nameWith(trial.name, contents) !== name)
    return `Expected the text of trial ${asked.number} of ${open.name} (${trial.corpus.sources.join(', ')}) to be that of where it was queued, got another one, or none. --corpus-root says where it is here.`;
  if (place === null && !(await exists(journalPath)))
    return `Expected the folder ${folder}, in which the sweep's command keeps its runs, on this machine, got none. --runs says where it is here; with --store the machines need not share one.`;
  if ((await runOwner(join(folder, name))) === 'unknown')
    return `Expected ${join(folder, name)} to be free, got the lock of another machine. If nothing there works on it anymore, remove ${join(folder, name, 'run.lock')}.`;
  return { open, job: { trial: { ...trial, name }, untilStep: asked.untilStep } };
}

/** Returns this worker's store for a job: null if the job needs none, undefined if the worker has a different one. */
function placeOf(kept: TrialJob['store'], own: string | undefined): string | null | undefined {
  if (kept === null) return null;
  const isS3 = own?.startsWith('s3://') === true;
  return (kept === 'folder' ? !isS3 : own === kept) ? own : undefined;
}
