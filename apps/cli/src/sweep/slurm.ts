import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { RunLock, writeFileAtomically } from '@longrange/trainer/internal';
import { plural } from '../terminal/format.ts';
import { invocation, runsWords, shellWord } from '../terminal/invocation.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { nameInQueue, type OpenSweep, type SweepState } from './open-sweep.ts';

/** Submits every trial with work left that is not in SLURM's queue. The queue and the disk show which; nothing is recorded. */
export async function runOnSlurm(
  open: OpenSweep,
  { trials, schedule }: SweepState,
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
      const { runs, compute, store, threads = 1 } = open.options;
      const stored = store === undefined ? [] : ['--store', store];
      const words = ['--runs', runs, '--compute', compute, ...stored, '--threads', `${threads}`, '--trial'];
      const program = [process.execPath, ...process.execArgv, resolve(process.argv[1]!)];
      const command = [...program, 'sweep', open.file, ...words];
      await writeFileAtomically(script, batchScript(threads, process.cwd(), command));
      const numbers = due.map(({ number }) => number).sort((a, b) => a - b);
      const jobs = await submit(sweep, script, numbers, open.options.jobs, logs);
      reporter.fact('slurm', `submitted ${plural(due.length, 'trial')} as job ${jobs.join(', ')}; ${script}`);
    } else reporter.fact('slurm', 'nothing to submit');
  } finally {
    await lock.release();
  }
  await showQueue(open, reporter);
  reporter.line(
    `How far it is: ${invocation(['sweep', 'status', open.file, '--engine', 'slurm', ...runsWords(open.options.runs)])}`,
  );
  return 0;
}

/** Shows the queue: `3 RUNNING, 5 PENDING (Resources)`. */
export async function showQueue(open: OpenSweep, reporter: Reporter): Promise<void> {
  const counts = new Map<string, number>();
  for (const { state, reason } of await queuedTasks(nameInQueue(open))) {
    const what = reason === 'None' ? state : `${state} (${reason})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const parts = [...counts].map(([what, count]) => `${count} ${what}`);
  reporter.fact('queue', parts.length === 0 ? 'empty' : parts.join(', '));
}

/** Lists the waiting and running tasks of a sweep, with state and reason in SLURM's words: PENDING, Resources. @throws LongrangeError `SLURM_FAILED` */
export async function queuedTasks(sweep: string) {
  // %K is the number in the array, %r the reason.
  const text = await slurm('squeue', ['--me', '--noheader', '--array', '--format=%j|%K|%T|%r']);
  return text.split('\n').flatMap((line) => {
    const [job = '', task, state, reason] = line.split('|');
    const first = job.startsWith(`${sweep}.`) ? Number(job.slice(sweep.length + 1)) : Number.NaN;
    return Number.isNaN(first)
      ? []
      : [{ trial: first + Number(task), state: state!.trim(), reason: reason!.trim() }];
  });
}

/**
 * Submits trials, in as many arrays as SLURM's maximum task number requires. Settings such as `SBATCH_PARTITION` and `SBATCH_TIMELIMIT` are sbatch's own.
 *
 * @param script path of the script from `batchScript`
 * @param trials sorted numbers
 * @param jobs maximum number of tasks at once, per array
 * @param logs folder of the tasks' output
 * @returns numbers of the jobs
 * @throws LongrangeError `SLURM_FAILED`
 */
export async function submit(
  sweep: string,
  script: string,
  trials: readonly number[],
  jobs: number | undefined,
  logs: string,
): Promise<string[]> {
  const [, largest = 1001] =
    /^MaxArraySize\s*=\s*(\d+)/m.exec(await slurm('scontrol', ['show', 'config'])) ?? [];
  const size = Math.max(1, Number(largest));
  const arrays = new Map<number, number[]>();
  for (const trial of trials) {
    const task = trial % size;
    const tasks = arrays.get(trial - task) ?? [];
    arrays.set(trial - task, [...tasks, task]);
  }
  const ids: string[] = [];
  for (const [first, tasks] of arrays) {
    const limit = jobs === undefined ? '' : `%${jobs}`;
    const id = await slurm('sbatch', [
      '--parsable',
      `--job-name=${sweep}.${first}`,
      `--array=${ranges(tasks)}${limit}`,
      `--output=${logs.replaceAll('%', '%%')}/slurm-%A_%a.log`,
      script,
      `${first}`,
    ]);
    ids.push(id.trim());
  }
  return ids;
}

async function slurm(program: string, words: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, words, { maxBuffer: 2 ** 28 })).stdout;
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    const isMissing = code === 'ENOENT';
    const said = stderr.trim().split('\n')[0];
    throw new LongrangeError({
      code: 'SLURM_FAILED',
      message: isMissing
        ? `Expected SLURM's ${program} on this machine, got none.`
        : `Expected ${program} to work, got: ${said || String(cause)}.`,
      hint: isMissing ? 'run this on a machine from which jobs are submitted.' : undefined,
      cause,
    });
  }
}

/** A training finishes its step and saves within this time. */
const WARNING_SECONDS = 120;

/**
 * Returns a script for `sbatch --array=TASKS SCRIPT FIRST`: each task runs the trial FIRST + task. SLURM restarts a task if its node failed or it was requeued. Before the time limit, it
 * sends SIGUSR1 to the shell; the task then saves, and requeues itself. On SIGTERM, which `scancel` sends to all of its processes, it saves and ends.
 *
 * @param command continues where it stopped, and is followed by the number of the trial; on SIGTERM, it saves and exits with a nonzero code
 */
export function batchScript(threads: number, folder: string, command: readonly string[]): string {
  return `#!/bin/sh
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@${WARNING_SECONDS}
#SBATCH --cpus-per-task=${threads}
# Written by longrange sweep --engine slurm, which writes it anew.
trial=$(($1 + SLURM_ARRAY_TASK_ID))
cd ${shellWord(folder)} || exit 1
again= child= early=
trap 'again=yes; if [ -n "$child" ]; then kill -TERM "$child"; else early=yes; fi' USR1
# SLURM sends it to the command, too; a second one would end that at once.
trap : TERM
${command.map(shellWord).join(' ')} "$trial" &
child=$!
[ -z "$early" ] || kill -TERM "$child"
# A signal ends the wait, not the command.
while
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null
do :; done
if [ -n "$again" ] && [ "$status" -ne 0 ]; then
  echo "Out of time: trial $trial goes on later."
  scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
exit "$status"
`;
}

/** Formats sorted numbers as SLURM writes sets of tasks: `0-3,7`. */
function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const open = found.at(-1);
    if (open?.[1] === number - 1) open[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
