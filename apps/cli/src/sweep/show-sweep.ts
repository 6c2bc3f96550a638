import { describeParameters, type PlannedTrial, type TrialStatus } from '@longrange/sweep/internal';
import { chooseEngine } from '../engine/choose-engine.ts';
import { formatBits, formatCount, formatDuration, plural, tableLines } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { estimateSeconds } from './estimate-time.ts';
import { type OpenSweep, type SweepState, threadsOf } from './open-sweep.ts';
import { trialOptions } from './trial-settings.ts';

/** Maximum trials on a screen. */
const MOST_TRIALS = 30;
const MOST_FAILURES = 10;

/** Shows the progress of a sweep. */
export function showStatus(state: SweepState, reporter: Reporter): void {
  reporter.fact('trials', describeCounts(state));
  showBest(state, reporter);
  showFailures(state, reporter);
  const { unlisted } = state;
  if (unlisted.length > 0) {
    const runs = plural(unlisted.length, 'run');
    reporter.fact(
      'left alone',
      `${runs} no longer in the file: ${unlisted.slice(0, 3).join(', ')}${unlisted.length > 3 ? ', …' : ''}`,
    );
  }
  reporter.line();
  showTrials(state, MOST_TRIALS, reporter);
}

/** Formats counts: `12 finished, 3 waiting`. */
export function describeCounts({ trials, schedule }: SweepState): string {
  const order: readonly TrialStatus[] = ['finished', 'paused', 'unfinished', 'failed', 'waiting'];
  const counts = new Map<TrialStatus, number>();
  for (const { name } of trials) {
    const status = schedule.statusOf(name);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return order
    .filter((status) => counts.has(status))
    .map((status) => `${formatCount(counts.get(status)!)} ${status}`)
    .join(', ');
}

function showBest({ sweep, trials, runs }: SweepState, reporter: Reporter): void {
  const [best] = trials
    .filter(({ name }) => runs.get(name)?.best != null)
    .sort((a, b) => runs.get(a.name)!.best!.bits - runs.get(b.name)!.best!.bits);
  if (best === undefined) return;
  const { bits, step } = runs.get(best.name)!.best!;
  reporter.fact(
    'best',
    `${formatBits(bits)} bits per character on the validation split, trial ${best.number} at step ${formatCount(step)}: ${describeParameters(best, sweep)}`,
  );
}

/** Shows the first line of each failure. */
export function showFailures({ trials, schedule }: SweepState, reporter: Reporter): void {
  const failed = trials.filter(({ name }) => schedule.statusOf(name) === 'failed');
  for (const { number, name } of failed.slice(0, MOST_FAILURES))
    reporter.fact('failed', `trial ${number} (logs/${name}.log): ${schedule.failureOf(name)}`);
  if (failed.length > MOST_FAILURES) reporter.fact('failed', `${failed.length - MOST_FAILURES} more`);
}

/** Maximum trials of a plan. */
const MOST_PLANNED = 200;

/** `--dry-run`: shows the trials, their number and their duration. */
export async function showPlan(open: OpenSweep, state: SweepState, reporter: Reporter): Promise<void> {
  const { trials, schedule } = state;
  showTrials(state, MOST_PLANNED, reporter);
  reporter.line();
  reporter.fact('trials', describeCounts(state));
  const left = trials.filter(({ name }) => schedule.statusOf(name) !== 'finished');
  if (left.length === 0) return;
  const { options } = open;
  const { jobs } = options;
  const threads = threadsOf(options);
  const { precision } = trialOptions(left[0]!);
  await chooseEngine({ engine: options.engine, threads, precision });
  const seconds = (await estimateSeconds(open, left, reporter)) / Math.min(jobs, left.length);
  const atMost = open.sweep.earlyTerminate === null ? 'about' : 'at most';
  const how = jobs === 1 ? '' : `, ${jobs} at a time`;
  reporter.fact(
    'time',
    `${atMost} ${formatDuration(seconds)} of training${how}; without reading text and evaluation`,
  );
}

/** Returns a trial's record for `--json`, which does not depend on where or when it ran. */
function trialRecord({ runs, schedule }: SweepState, trial: PlannedTrial): Record<string, unknown> {
  const { number, name, parameters, seed } = trial;
  const run = runs.get(name);
  const status = schedule.statusOf(name);
  const error = schedule.failureOf(name);
  const scores = run?.outcome?.scores ?? [];
  return {
    trial: number,
    name,
    parameters,
    seed,
    status,
    step: run?.step ?? 0,
    validation_bits: run?.best?.bits ?? null,
    validation_step: run?.best?.step ?? null,
    ...Object.fromEntries(scores.map(({ split, bits, low, high }) => [`${split}_bits`, { bits, low, high }])),
    ...(status === 'failed' && { error }),
  };
}

/** Yields a line for each trial, by number. */
export function* jsonLines(state: SweepState): Iterable<string> {
  for (const trial of state.trials) yield `${JSON.stringify(trialRecord(state, trial))}\n`;
}

/** Prints a table of the trials with their figures, best first; those without figures by number. */
function showTrials(state: SweepState, most: number, reporter: Reporter): void {
  const { trials, runs, schedule, sweep } = state;
  const bitsOf = ({ name }: PlannedTrial): number => runs.get(name)?.best?.bits ?? Number.POSITIVE_INFINITY;
  // The difference of two infinite ones is NaN.
  const sorted = [...trials].sort((a, b) => bitsOf(a) - bitsOf(b) || a.number - b.number);
  const rows = sorted.slice(0, most).map((trial) => {
    const run = runs.get(trial.name);
    const bits = run?.best == null ? '' : formatBits(run.best.bits);
    const step = run === undefined ? '' : formatCount(run.step);
    const { number, name } = trial;
    return [`${number}`, name, schedule.statusOf(name), bits, step, describeParameters(trial, sweep)];
  });
  const table = [['trial', 'run', 'status', 'bits', 'step', 'settings'], ...rows];
  for (const line of tableLines(table)) reporter.line(line);
  if (trials.length > most) reporter.line(`… ${formatCount(trials.length - most)} more; --json shows all`);
}

/** Formats the numbers of trials with work left as `0-3,7`, and a line break; empty if there is none. A trial that may continue from its rung is among them. */
export function dueTrials({ trials, schedule }: SweepState): string {
  const ranges: { readonly first: number; last: number }[] = [];
  const numbers = trials
    .filter(({ name }) => schedule.nextOf(name) !== undefined)
    .map(({ number }) => number);
  for (const number of numbers.sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open?.last === number - 1) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  const words = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return words.length === 0 ? '' : `${words.join(',')}\n`;
}
