import { describeParameters, type TrialStatus } from '@longrange/sweep/internal';
import { formatBits, formatCount, plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { SweepState } from './open-sweep.ts';
import { figureRows } from './trial-table.ts';

/** A screen has no more. */
const MOST_TRIALS = 30;
const MOST_FAILURES = 10;

/** How far a sweep is, for people. */
export function showStatus(state: SweepState, reporter: Reporter): void {
  reporter.fact('trials', describeCounts(state));
  showBest(state, reporter);
  showFailures(state, reporter);
  const { strangers, trials } = state;
  if (strangers.length > 0) {
    const runs = plural(strangers.length, 'run');
    reporter.fact(
      'left alone',
      `${runs} that the file does not name any more: ${strangers.slice(0, 3).join(', ')}${strangers.length > 3 ? ', …' : ''}`,
    );
  }
  reporter.line();
  for (const row of figureRows(state, MOST_TRIALS)) reporter.line(row);
  if (trials.length > MOST_TRIALS)
    reporter.line(`… ${formatCount(trials.length - MOST_TRIALS)} more; --json shows all`);
}

/** `12 finished, 3 waiting` */
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

/** With the first line of each. */
export function showFailures({ trials, schedule }: SweepState, reporter: Reporter): void {
  const failed = trials.filter(({ name }) => schedule.statusOf(name) === 'failed');
  for (const { number, name } of failed.slice(0, MOST_FAILURES))
    reporter.fact('failed', `trial ${number} (logs/${name}.log): ${schedule.failureOf(name)}`);
  if (failed.length > MOST_FAILURES) reporter.fact('failed', `${failed.length - MOST_FAILURES} more`);
}
