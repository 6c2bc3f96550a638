import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { readRegularFile } from '@longrange/corpus/internal';
import { describeValue, LongrangeError } from '@longrange/errors';
import { parseSweep } from '@longrange/sweep';
import {
  countTrials,
  isSafePath,
  openStore,
  type PlannedTrial,
  planTrials,
  readJournal,
  Schedule,
} from '@longrange/sweep/internal';
import { exists, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { SweepOptions } from '../options/sweep-options.ts';
import { formatCount, plural } from '../terminal/format.ts';
import { nameTrials } from './name-trials.ts';
import type { TextPlace } from './sources.ts';
import { readTrialRuns, type TrialRun } from './trial-run.ts';
import { resolveTrial } from './trial-settings.ts';

/** Options for running trials. */
export type RunOptions = Pick<SweepOptions, 'runs' | 'compute'> & Partial<SweepOptions>;

/** Content of a sweep file. */
export interface SweepFile extends TextPlace {
  readonly file: string;
  readonly text: string;
}

const MOST_BYTES = 2 ** 20;

/** Sweep, with the location of its runs. */
export type OpenSweep = Awaited<ReturnType<typeof openSweepText>>;

/** Trials of a sweep and their progress on disk. */
export type SweepState = Awaited<ReturnType<typeof readState>>;

/** @throws LongrangeError (exit code 2) `SWEEP_UNREADABLE`, `SWEEP_INVALID`, `RUN_EXISTS`, `USAGE` */
export async function openSweep(file: string, options: RunOptions): Promise<OpenSweep> {
  let text: string;
  try {
    text = new TextDecoder().decode(await readRegularFile(file, { documentBytes: MOST_BYTES }));
  } catch (cause) {
    if (!(cause instanceof LongrangeError)) throw cause;
    const { message, hint } = cause;
    throw wrongUsage({ code: 'SWEEP_UNREADABLE', message, hint, cause });
  }
  return openSweepText({ file, text, base: dirname(file) }, options);
}

/** Opens a sweep whose file has been read. @throws LongrangeError (exit code 2) `SWEEP_INVALID`, `RUN_EXISTS`, `USAGE` */
export async function openSweepText(source: SweepFile, options: RunOptions) {
  const { file, text } = source;
  const sweep = parseSweep(text, file);
  const name = sweep.name ?? basename(file, extname(file));
  if (!isSafePath(name) || name.includes('/')) {
    throw wrongUsage({
      code: 'SWEEP_INVALID',
      message: `Expected \`name\` to be the name of a folder (letters, digits, spaces, and . _ -), got ${describeValue(name)}, which is that of the file.`,
      hint: 'give the sweep a `name`.',
    });
  }
  const folder = join(options.runs, name);
  if (await exists(join(folder, 'config.json'))) {
    throw wrongUsage({
      code: 'RUN_EXISTS',
      message: `Expected ${folder} to be a folder of runs, got a run.`,
      hint: 'give the sweep another `name`.',
    });
  }
  // Printing a Job must not require credentials for its store.
  const store = options.store === undefined || options.print ? undefined : openStore(options.store);
  const journalPath = join(folder, SWEEP_JOURNAL);
  return { ...source, options, sweep, store, name, folder, journalPath };
}

/**
 * Returns a sweep's name in the queue of an engine, which identifies these runs.
 *
 * @param place store of the runs, if they are in one
 */
export function nameInQueue({ name, folder }: OpenSweep, place?: string): string {
  const where = place === undefined ? resolve(folder) : `${place}/${name}`;
  const hash = createHash('sha256').update(where).digest('hex').slice(0, 8);
  return `${name.replaceAll(/[^\w-]/g, '-').slice(0, 40)}-${hash}`;
}

/** Plans all trials and names their runs. @throws LongrangeError (exit code 2) for invalid settings, and as `nameTrials` */
export async function planSweep(open: OpenSweep): Promise<PlannedTrial[]> {
  const { sweep } = open;
  return nameTrials(
    planTrials(sweep, (trial) => resolveTrial(trial, sweep)),
    open,
  );
}

/**
 * Reads the state of a sweep from disk.
 *
 * @param elsewhere runs that are not here, or farther in the store
 */
export async function readState(
  open: OpenSweep,
  trials: readonly PlannedTrial[],
  elsewhere: ReadonlyMap<string, TrialRun> = new Map(),
) {
  const journal = await readJournal(open.journalPath);
  const { runs, strangers } = await readTrialRuns(open, trials, journal);
  for (const [name, run] of elsewhere) runs.set(name, run);
  const schedule = new Schedule(trials, runs, journal, open.sweep.earlyTerminate);
  // Strangers are runs in the folder that are no longer in the file.
  return { sweep: open.sweep, trials, runs, schedule, strangers };
}

/** Formats the size of a sweep: `12 settings × 5 seeds: 60 trials`. */
export function describeSize({ sweep }: OpenSweep, trials: readonly PlannedTrial[]): string {
  const { seeds } = sweep;
  const all = countTrials(sweep);
  const settings = plural(all / (seeds?.length ?? 1), 'setting');
  const times = seeds === null ? settings : `${settings} × ${plural(seeds.length, 'seed')}`;
  return trials.length === all
    ? `${times}: ${plural(all, 'trial')}`
    : `${times}: ${plural(trials.length, 'trial')}; ${formatCount(all - trials.length)} more would repeat one of them`;
}

/** Returns the threads of each simultaneous trial; undefined to let a single one choose. */
export function threadsOf({
  jobs = 1,
  threads,
}: {
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
}): number | undefined {
  if (threads === undefined && jobs === 1) return undefined;
  return Math.max(1, Math.floor((threads ?? availableParallelism()) / jobs));
}
