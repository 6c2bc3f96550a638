import type { SweepOptions } from '../options/sweep-options.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { OpenSweep, SweepState } from './open-sweep.ts';
import { TrialQueue } from './trial-queue.ts';

/** Shows what Redis has of a sweep. */
export async function showJobs(
  open: OpenSweep,
  state: SweepState,
  options: SweepOptions,
  reporter: Reporter,
): Promise<void> {
  const queue = await TrialQueue.open(open, state, options, reporter);
  try {
    for (const [name, value] of await queue.describe()) reporter.fact(name, value);
  } finally {
    await queue.close();
  }
}
