import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExitCode } from '@longrange/errors';
import {
  findCheckpoint,
  listCheckpoints,
  type TrainingEvent,
  type TrainingOutcome,
} from '@longrange/trainer';
import { exists, runOwner, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import { type Destination, parseDestinations } from '../options/destination.ts';
import type { ExportMetricsOptions } from '../options/export-options.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { readOutcome, runFolderOf } from '../run/run-record.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { syncMlflow } from './mlflow.ts';
import { syncTensorBoard } from './tensorboard.ts';
import { type RunStatus, readTrackedRun, type TrackedRun } from './tracked-run.ts';

/** Maximum time that the end of a training waits for trackers. */
const LAST_MS = 15_000;

/** A program that shows the figures of runs. */
interface Tracker {
  readonly name: string;
  /** Sends what is missing there and returns where to look at it. After a failure, the next call makes up for it. */
  sync(run: TrackedRun, status: RunStatus): Promise<string>;
}

function makeTracker(destination: Destination, signal: AbortSignal): Tracker {
  if (destination.kind === 'tensorboard') return { name: 'tensorboard', sync: syncTensorBoard };
  const options = { url: destination.url, environment: process.env, signal };
  return { name: 'mlflow', sync: (run, status) => syncMlflow(run, status, options) };
}

/** Trains, and sends trackers of `--log` each checkpoint's figures. A tracker that fails costs one line of output; training goes on. */
export async function withTrackers(
  { log, runs }: Pick<TrainOptions, 'log' | 'runs'>,
  runFolder: string,
  reporter: Reporter,
  train: (track: (event: TrainingEvent) => void) => Promise<TrainingOutcome>,
): Promise<TrainingOutcome> {
  const time = new AbortController();
  const followers = parseDestinations(log).map((destination) => {
    const to = destination.kind === 'mlflow' ? `mlflow=${destination.url}` : destination.kind;
    const again = invocation(['export-metrics', basename(runFolder), '--to', to, ...runsWords(runs)]);
    const rest = `Training goes on; send what is missing with: ${again}`;
    return follow(makeTracker(destination, time.signal), runFolder, reporter, rest);
  });
  let status: RunStatus = 'FAILED';
  try {
    const outcome = await train((event) => {
      for (const follower of followers) follower.take(event);
    });
    status = /^(?:completed|early-stopped)$/.test(outcome.kind) ? 'FINISHED' : 'KILLED';
    return outcome;
  } finally {
    const deadline = setTimeout(() => time.abort(new Error('no answer in the time left')), LAST_MS);
    await Promise.all(followers.map((follower) => follower.finish(status)));
    clearTimeout(deadline);
  }
}

/** Keeps a tracker up with a training, which does not wait for it. Steps after the last checkpoint are not sent: a resumed run does them again. */
export function follow(
  tracker: Tracker,
  runFolder: string,
  reporter: Pick<Reporter, 'fact' | 'line'>,
  rest: string,
) {
  let savedStep: number | undefined;
  let isWaiting = false;
  let hasBegun = false;
  let hasFailed = false;
  let working = Promise.resolve();
  const sync = async (status: RunStatus): Promise<void> => {
    isWaiting = false;
    try {
      const place = await tracker.sync(await readTrackedRun(runFolder, savedStep), status);
      if (!hasBegun) reporter.fact(tracker.name, place);
      [hasBegun, hasFailed] = [true, false];
    } catch (error) {
      if (!hasFailed) reporter.line(`${tracker.name}: ${(error as Error).message} ${rest}`);
      hasFailed = true;
    }
  };
  return {
    take(event: TrainingEvent): void {
      if (event.type !== 'start' && event.type !== 'checkpoint') return;
      savedStep = event.step;
      if (!isWaiting) working = working.then(() => sync('RUNNING'));
      isWaiting = true;
    },
    async finish(status: RunStatus): Promise<void> {
      await working;
      if (savedStep !== undefined) await sync(status);
    },
  };
}

/** `longrange export-metrics`: sends a run, or all runs of a sweep. */
export async function runExportMetrics({ run: name, runs, to }: ExportMetricsOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  for (const folder of await foldersOf(runs, name)) {
    for (const destination of parseDestinations(to)) {
      const tracker = makeTracker(destination, new AbortController().signal);
      const isTraining = (await runOwner(folder)) !== 'none';
      const lastStep = isTraining ? ((await listCheckpoints(folder)).at(-1)?.step ?? 0) : undefined;
      const ended = (await readOutcome(folder)) === undefined ? 'KILLED' : 'FINISHED';
      const run = await readTrackedRun(folder, lastStep);
      const place = await tracker.sync(run, isTraining ? 'RUNNING' : ended);
      reporter.fact(tracker.name, place);
    }
  }
  return 0;
}

async function foldersOf(runs: string, name: string): Promise<string[]> {
  for (const folder of [join(runs, name), name]) {
    // A run that has saved no checkpoint counts, too.
    if (await exists(join(folder, 'config.json'))) return [folder];
    if (!(await exists(join(folder, SWEEP_JOURNAL)))) continue;
    const trials: string[] = [];
    for (const trial of (await readdir(folder)).sort())
      if (await exists(join(folder, trial, 'config.json'))) trials.push(join(folder, trial));
    if (trials.length > 0) return trials;
  }
  return [runFolderOf((await findCheckpoint(runs, name)).folder)];
}
