import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { readRegularFile } from '@longrange/corpus/internal';
import { describeValue, LongrangeError } from '@longrange/errors';
import { parseSweep } from '@longrange/sweep';
import { countTrials, type PlannedTrial, planTrials, readJournal, Schedule } from '@longrange/sweep/internal';
import { exists, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { SweepOptions } from '../options/sweep-options.ts';
import { formatCount, plural } from '../terminal/format.ts';
import { nameTrials } from './name-trials.ts';
import { readTrialRuns } from './trial-run.ts';
import { resolveTrial } from './trial-settings.ts';

const MOST_BYTES = 2 ** 20;

/** Names of folders that are valid on every system, visible, and without characters special to a shell. */
const FOLDER_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}._ @+=,()-]{0,198}[\p{L}\p{N}_@+=,()-])?$/u;

/** Sweep, with the location of its runs. */
export type OpenSweep = Awaited<ReturnType<typeof openSweep>>;

/** Trials of a sweep and their progress on disk. */
export type SweepState = Awaited<ReturnType<typeof readState>>;

/** @throws LongrangeError (exit code 2) `SWEEP_UNREADABLE`, `SWEEP_INVALID`, `RUN_EXISTS`, `USAGE` */
export async function openSweep(file: string, options: SweepOptions) {
  let text: string;
  try {
    text = new TextDecoder().decode(await readRegularFile(file, { documentBytes: MOST_BYTES }));
  } catch (cause) {
    if (!(cause instanceof LongrangeError)) throw cause;
    const { message, hint } = cause;
    throw wrongUsage({ code: 'SWEEP_UNREADABLE', message, hint, cause });
  }
  const sweep = parseSweep(text, file);
  const name = sweep.name ?? basename(file, extname(file));
  if (!FOLDER_NAME.test(name)) {
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
  // Relative paths of text begin in the folder of the file.
  return {
    file,
    base: dirname(file),
    options,
    sweep,
    name,
    folder,
    journalPath: join(folder, SWEEP_JOURNAL),
  };
}

/** Plans all trials and names their runs. @throws LongrangeError (exit code 2) for invalid settings, and as `nameTrials` */
export async function planSweep(open: OpenSweep): Promise<PlannedTrial[]> {
  const { sweep } = open;
  return nameTrials(
    planTrials(sweep, (trial) => resolveTrial(trial, sweep)),
    open,
  );
}

/** Reads the state of a sweep from disk. */
export async function readState(open: OpenSweep, trials: readonly PlannedTrial[]) {
  const journal = await readJournal(open.journalPath);
  const { runs, unlisted } = await readTrialRuns(open, trials, journal);
  const schedule = new Schedule(trials, runs, journal, open.sweep.earlyTerminate);
  // Unlisted runs are in the folder, but no longer in the file.
  return { sweep: open.sweep, trials, runs, schedule, unlisted };
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
export function threadsOf({ jobs, threads }: Pick<SweepOptions, 'jobs' | 'threads'>): number | undefined {
  if (threads === undefined && jobs === 1) return undefined;
  return Math.max(1, Math.floor((threads ?? availableParallelism()) / jobs));
}
