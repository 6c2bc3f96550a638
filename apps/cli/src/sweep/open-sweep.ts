import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { parseSweep, type Sweep } from '@longrange/sweep';
import {
  countTrials,
  type JournalEvent,
  type PlannedTrial,
  planTrials,
  readJournal,
  Schedule,
} from '@longrange/sweep/internal';
import { exists } from '@longrange/trainer/internal';
import { formatCount, plural } from '../terminal/format.ts';
import { readTrialRuns, type TrialRun } from './trial-run.ts';
import { resolveTrial } from './trial-settings.ts';

/** A sweep file as it was read. */
export interface SweepFile {
  readonly file: string;
  readonly text: string;
  /** Where relative paths in the file begin. */
  readonly base: string;
}

/** A sweep file, and where its runs are. */
export interface OpenSweep extends SweepFile {
  readonly sweep: Sweep;
  readonly name: string;
  /** `RUNS/NAME` */
  readonly folder: string;
  readonly journalPath: string;
}

/** All trials of a sweep and how far they are, as the disk says. */
export interface SweepState {
  readonly sweep: Sweep;
  readonly trials: readonly PlannedTrial[];
  readonly runs: Map<string, TrialRun>;
  readonly schedule: Schedule;
  readonly journal: readonly JournalEvent[];
  /** Runs in the folder that the file does not name any more. */
  readonly strangers: readonly string[];
}

/** @throws LongrangeError (exit code 2) `SWEEP_UNREADABLE`, `SWEEP_INVALID`, `RUN_EXISTS` */
export async function openSweep(file: string, runs: string): Promise<OpenSweep> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const problem = systemProblem('read', file, cause);
    throw new LongrangeError({ code: 'SWEEP_UNREADABLE', ...problem, cause, exitCode: 2 });
  }
  return openSweepText({ file, text, base: dirname(file) }, runs);
}

/** As `openSweep`, of a file that is known already. @throws LongrangeError (exit code 2) `SWEEP_INVALID`, `RUN_EXISTS` */
export async function openSweepText(source: SweepFile, runs: string): Promise<OpenSweep> {
  const { file, text } = source;
  const sweep = parseSweep(text, file);
  const name = sweep.name ?? basename(file, extname(file));
  const folder = join(runs, name);
  if (await exists(join(folder, 'config.json'))) {
    throw new LongrangeError({
      code: 'RUN_EXISTS',
      message: `Expected ${folder} to be a folder of runs, got a run.`,
      hint: 'give the sweep another `name`.',
      exitCode: 2,
    });
  }
  return { ...source, sweep, name, folder, journalPath: join(folder, 'journal.jsonl') };
}

/**
 * A sweep's name in the queue of an engine: the same for every command about these runs, and for no others.
 *
 * @param place where the runs are kept
 */
export function nameInQueue({ name, folder }: OpenSweep, place = resolve(folder)): string {
  const hash = createHash('sha256').update(place).digest('hex').slice(0, 8);
  return `${name.replaceAll(/[^\w-]/g, '-').slice(0, 40)}-${hash}`;
}

/** Plans all trials. @throws LongrangeError (exit code 2) for settings that cannot be trained */
export function planSweep({ sweep }: OpenSweep): PlannedTrial[] {
  return planTrials(sweep, (trial) => resolveTrial(trial, sweep));
}

/**
 * Reads everything that is on disk of a sweep.
 *
 * @param elsewhere runs that are not here, or farther at another place
 */
export async function readState(
  open: OpenSweep,
  trials: readonly PlannedTrial[],
  elsewhere: ReadonlyMap<string, TrialRun> = new Map(),
): Promise<SweepState> {
  const journal = await readJournal(open.journalPath);
  const { runs, strangers } = await readTrialRuns(open, trials, journal);
  for (const [name, run] of elsewhere) runs.set(name, run);
  const schedule = new Schedule(trials, runs, journal, open.sweep.earlyTerminate);
  return { sweep: open.sweep, trials, runs, schedule, journal, strangers };
}

/** `12 settings × 5 seeds, 60 trials` */
export function describeSize({ sweep }: OpenSweep, trials: readonly PlannedTrial[]): string {
  const { seeds } = sweep;
  const all = countTrials(sweep);
  const settings = plural(all / (seeds?.length ?? 1), 'setting');
  const times = seeds === null ? settings : `${settings} × ${plural(seeds.length, 'seed')}`;
  return trials.length === all
    ? `${times}: ${plural(all, 'trial')}`
    : `${times}: ${plural(trials.length, 'trial')}; ${formatCount(all - trials.length)} more would repeat one of them`;
}
