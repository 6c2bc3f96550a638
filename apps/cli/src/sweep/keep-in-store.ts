import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import {
  Attempt,
  type JobEnd,
  type PlannedTrial,
  restoreRun,
  savedProgress,
} from '@longrange/sweep/internal';
import { listCheckpoints } from '@longrange/trainer';
import { runOwner } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { OpenSweep, SweepState } from './open-sweep.ts';
import { isFigure, readTrialRun, type TrialRun } from './trial-run.ts';

/** Interval between checks for a new checkpoint. */
const LOOK_MS = 500;
/** Number of trials fetched or stored at once. */
const AT_ONCE = 8;

/** Updates the runs of trials from the store, except those that are further along here, or that a process works on. */
export async function fetchRuns(
  open: OpenSweep,
  trials: readonly Pick<PlannedTrial, 'name'>[],
): Promise<void> {
  await forEach(trials, async ({ name }) => {
    if ((await runOwner(join(open.folder, name))) === 'none') await fetchRun(open, name);
  });
}

/** Runs `work` on the figures of trials that are further along in the store. Only files with figures are fetched, temporarily. */
export async function withFigures<Result>(
  open: OpenSweep,
  trials: readonly Pick<PlannedTrial, 'name'>[],
  work: (figures: ReadonlyMap<string, TrialRun>) => Promise<Result>,
): Promise<Result> {
  const { sweep, store } = open;
  if (store === undefined) return work(new Map());
  const figures = new Map<string, TrialRun>();
  await mkdir(open.folder, { recursive: true });
  const folder = await mkdtemp(join(open.folder, '.tmp-figures-'));
  try {
    await forEach(trials, async ({ name }) => {
      const here = progressOf(await readTrialRun(open, name));
      const wants = (path: string): boolean => isOfRun(path) && isFigure(path);
      if (await restoreRun(store, placeOf(open, name), join(folder, name), here, wants))
        figures.set(name, await readTrialRun({ sweep, folder }, name));
    });
    return await work(figures);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Stores runs that have ended but are not stored, because their coordinator was killed or the store had failed.
 *
 * @throws LongrangeError `STORE_FAILED`
 */
export async function storeEnded(
  open: OpenSweep,
  { trials, runs, schedule }: Pick<SweepState, 'trials' | 'runs' | 'schedule'>,
): Promise<void> {
  const { store } = open;
  if (store === undefined) return;
  await forEach(trials, async ({ name, asWritten }) => {
    const run = runs.get(name);
    if (run === undefined || !['finished', 'paused'].includes(schedule.statusOf(name))) return;
    if ((await savedProgress(store, placeOf(open, name))) >= progressOf(run)) return;
    const attempt = await Attempt.claim(store, placeOf(open, name), claimOf(asWritten));
    await attempt.save(join(open.folder, name), progressOf(run));
  });
}

async function forEach<One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const left = [...all];
  const workOnSome = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOnSome));
}

/** Returns a claim, for people who inspect the store and for machines that know only a trial's settings. */
function claimOf(asWritten: string): object {
  return { host: hostname(), process: process.pid, began: new Date().toISOString(), asWritten };
}

async function fetchRun(open: OpenSweep, name: string): Promise<void> {
  const { store } = open;
  if (store === undefined) return;
  const here = progressOf(await readTrialRun(open, name));
  await restoreRun(store, placeOf(open, name), join(open.folder, name), here, isOfRun);
}

/**
 * Works on a trial as its next attempt: continues from the last save of the previous one, and stores each checkpoint. Does just the work if the sweep has no store.
 *
 * @throws LongrangeError `STORE_FAILED`, `ATTEMPT_SUPERSEDED`; the local run is kept
 */
export async function keepInStore(
  { name, asWritten }: Pick<PlannedTrial, 'name' | 'asWritten'>,
  context: {
    readonly open: OpenSweep;
    readonly stop: () => void;
    readonly isStopped: () => boolean;
    readonly warn: (sentence: string) => void;
  },
  work: () => Promise<JobEnd<TrialRun>>,
): Promise<JobEnd<TrialRun>> {
  const { open } = context;
  if (open.store === undefined) return work();
  const runFolder = join(open.folder, name);
  await othersToEnd(runFolder, context.isStopped);
  const attempt = await Attempt.claim(open.store, placeOf(open, name), claimOf(asWritten));
  await fetchRun(open, name);
  const ended = new AbortController();
  const [followed, worked] = await Promise.allSettled([
    follow(attempt, runFolder, context, ended.signal),
    work().finally(() => ended.abort()),
  ]);
  for (const one of [followed, worked]) if (one.status === 'rejected') throw one.reason;
  const end = (worked as PromiseFulfilledResult<JobEnd<TrialRun>>).value;
  if (end.record.step === 0) return end;
  try {
    if (await attempt.save(runFolder, progressOf(end.record))) return end;
  } catch (error) {
    // The trial's own failure is the one to report.
    if (end.kind === 'failed' && error instanceof LongrangeError) return end;
    throw error;
  }
  return { ...end, kind: 'failed', message: `${runFolder} kept changing while it was being stored` };
}

/** Saves each new checkpoint. If the store fails, the next check tries again. */
async function follow(
  attempt: Attempt,
  runFolder: string,
  { stop, warn }: { readonly stop: () => void; readonly warn: (sentence: string) => void },
  ended: AbortSignal,
): Promise<void> {
  let saved = (await listCheckpoints(runFolder)).at(-1)?.step ?? 0;
  let failing = false;
  while (!ended.aborted) {
    try {
      await pause(LOOK_MS, undefined, { signal: ended });
    } catch {
      return;
    }
    const step = (await listCheckpoints(runFolder)).at(-1)?.step ?? 0;
    if (step <= saved) continue;
    try {
      if (await attempt.save(runFolder, step)) saved = step;
      failing = false;
    } catch (error) {
      if (!(error instanceof LongrangeError)) throw error;
      if (error.code === 'ATTEMPT_SUPERSEDED') {
        stop();
        throw error;
      }
      if (!failing)
        warn(
          `store: ${error.message} The trial continues; what is missing is stored once the store answers.`,
        );
      failing = true;
    }
  }
}

/** Files that training, evaluation and TensorBoard leave in a run. A store may contain others, such as a lock or a program. */
const OF_RUN =
  /^(?:config\.json|outcome\.json|metrics\.jsonl|events\.out\.tfevents\.[^/]+|(?:checkpoints\/step-\d{6,}(?:\.previous)?|eval\/[^/]+)\/[^/]+)$/;

function isOfRun(path: string): boolean {
  return OF_RUN.test(path);
}

function placeOf({ name }: OpenSweep, trial: string): string {
  return `${name}/${trial}`;
}

/** Returns a larger number for a run that is further along: its steps, then the work after the last one. */
function progressOf({ step, outcome, finished }: TrialRun): number {
  return step + (outcome === undefined ? 0 : 0.25) + (finished ? 0.5 : 0);
}

/** Interval between checks of a run that another process works on. */
const LOOK_AGAIN_MS = 250;

/**
 * Waits for a process that has outlived its coordinator and still works on the run. @throws LongrangeError `RUN_LOCKED` if its status cannot be determined
 */
export async function othersToEnd(runFolder: string, isStopped: () => boolean): Promise<void> {
  for (;;) {
    const owner = await runOwner(runFolder);
    if (owner === 'none' || isStopped()) return;
    if (owner === 'unknown') {
      throw wrongUsage({
        code: 'RUN_LOCKED',
        message: `Expected no other process to work on ${runFolder}, got the lock of a process that may or may not be running.`,
        hint: `if it is not running, remove ${join(runFolder, 'run.lock')}.`,
      });
    }
    await pause(LOOK_AGAIN_MS);
  }
}
