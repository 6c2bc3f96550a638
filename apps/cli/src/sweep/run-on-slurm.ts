import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunLock, writeFileAtomically } from '@longrange/trainer/internal';
import type { SweepOptions } from '../options/sweep-options.ts';
import { batchScript } from '../slurm/batch-script.ts';
import { queuedTasks, submit } from '../slurm/queue.ts';
import { plural } from '../terminal/format.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { nameInQueue, type OpenSweep, type SweepState } from './open-sweep.ts';

/** Submits every trial that has something to do and is not in SLURM's queue. The queue and the disk say which; nothing is noted. */
export async function runOnSlurm(
  open: OpenSweep,
  { trials, schedule }: SweepState,
  options: SweepOptions,
  reporter: Reporter,
): Promise<0> {
  const lock = await RunLock.acquire(open.folder);
  try {
    const sweep = nameInQueue(open);
    const queued = new Set((await queuedTasks(sweep)).map(({ trial }) => trial));
    const due = trials.filter(
      ({ number, name }) => !queued.has(number) && schedule.nextOf(name) !== undefined,
    );
    if (due.length > 0) {
      const logs = resolve(open.folder, 'logs');
      await mkdir(logs, { recursive: true });
      const script = resolve(open.folder, 'slurm.sh');
      await writeFileAtomically(script, scriptOf(open, options));
      const numbers = due.map(({ number }) => number).sort((a, b) => a - b);
      const jobs = await submit({ sweep, script, trials: numbers, jobs: options.jobs, logs });
      reporter.fact('slurm', `submitted ${plural(due.length, 'trial')} as job ${jobs.join(', ')}; ${script}`);
    } else reporter.fact('slurm', 'nothing to submit');
  } finally {
    await lock.release();
  }
  await showQueue(open, reporter);
  reporter.line(
    `How far it is: ${invocation(['sweep', 'status', open.file, '--engine', 'slurm', ...runsWords(options.runs)])}`,
  );
  return 0;
}

/** `3 RUNNING, 5 PENDING (Resources)` */
export async function showQueue(open: OpenSweep, reporter: Reporter): Promise<void> {
  const counts = new Map<string, number>();
  for (const { state, reason } of await queuedTasks(nameInQueue(open))) {
    const what = reason === 'None' ? state : `${state} (${reason})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const parts = [...counts].map(([what, count]) => `${count} ${what}`);
  reporter.fact('queue', parts.length === 0 ? 'empty' : parts.join(', '));
}

function scriptOf(open: OpenSweep, { runs, compute, store, threads = 1 }: SweepOptions): string {
  const stored = store === undefined ? [] : ['--store', store];
  const words = ['--runs', runs, '--compute', compute, ...stored, '--threads', `${threads}`, '--trial'];
  return batchScript({
    threads,
    folder: process.cwd(),
    command: [process.execPath, ...process.execArgv, resolve(process.argv[1]!), 'sweep', open.file, ...words],
  });
}
