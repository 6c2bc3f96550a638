import { describeParameters } from '@longrange/sweep/internal';
import { chooseEngine } from '../engine/choose-engine.ts';
import type { SweepOptions } from '../options/sweep-options.ts';
import { formatDuration, plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { estimateSeconds } from './estimate-time.ts';
import type { OpenSweep, SweepState } from './open-sweep.ts';
import { threadsOf } from './share-threads.ts';
import { describeCounts } from './show-status.ts';
import { trialOptions } from './trial-settings.ts';
import { alignRows } from './trial-table.ts';

/** Of more nobody reads a table; `--json` has all. */
const MOST_TRIALS = 200;

/** `--dry-run`: the trials, how many there are, and how long they will take. */
export async function showPlan(
  open: OpenSweep,
  state: SweepState,
  options: SweepOptions,
  reporter: Reporter,
): Promise<void> {
  const { trials, schedule } = state;
  const rows = trials
    .slice(0, MOST_TRIALS)
    .map((trial) => [
      String(trial.number),
      trial.name,
      schedule.statusOf(trial.name),
      describeParameters(trial, open.sweep),
    ]);
  for (const row of alignRows([['trial', 'run', 'status', 'settings'], ...rows])) reporter.line(row);
  if (trials.length > MOST_TRIALS)
    reporter.line(`… ${plural(trials.length - MOST_TRIALS, 'trial')} more; --json lists all`);
  reporter.line();
  reporter.fact('trials', describeCounts(state));
  const left = trials.filter(({ name }) => schedule.statusOf(name) !== 'finished');
  if (left.length === 0) return;
  const { jobs = 1 } = options;
  const threads = threadsOf(options);
  const { precision } = trialOptions(left[0]!);
  await chooseEngine({ engine: options.compute, threads, precision });
  const seconds = (await estimateSeconds(open, left, reporter)) / Math.min(jobs, left.length);
  const atMost = open.sweep.earlyTerminate === null ? 'about' : 'at most';
  const how = jobs === 1 ? '' : `, ${jobs} at a time`;
  reporter.fact(
    'time',
    `${atMost} ${formatDuration(seconds)} of training${how}; reading text and evaluation come on top`,
  );
}
