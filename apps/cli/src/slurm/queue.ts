import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { ranges } from './batch-script.ts';

/** A task in SLURM's queue. */
export interface QueuedTask {
  readonly trial: number;
  /** In SLURM's words: PENDING, RUNNING, COMPLETING, … */
  readonly state: string;
  /** Why it is not running: Resources, Priority, BeginTime, … */
  readonly reason: string;
}

/** Jobs of a sweep are called by its name and the first trial that they have. */
const jobName = (sweep: string, first: number): string => `${sweep}.${first}`;

/**
 * The tasks of a sweep that wait or run. Those that have ended are not among them: what they left is on disk.
 *
 * @throws LongrangeError `SLURM_FAILED`
 */
export async function queuedTasks(sweep: string): Promise<QueuedTask[]> {
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

/** Trials to be submitted. */
export interface Submission {
  readonly sweep: string;
  /** Path of what `batchScript` says. */
  readonly script: string;
  /** Rising. */
  readonly trials: readonly number[];
  /** How many at once, of each array; undefined for no limit. */
  readonly jobs: number | undefined;
  /** Folder for what the tasks say. */
  readonly logs: string;
}

/**
 * Submits trials, in as many arrays as SLURM's largest task number makes necessary. `SBATCH_PARTITION`, `SBATCH_TIMELIMIT` and the like are sbatch's own.
 *
 * @returns the numbers of the jobs
 * @throws LongrangeError `SLURM_FAILED`
 */
export async function submit({ sweep, script, trials, jobs, logs }: Submission): Promise<string[]> {
  const size = await largestArray();
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
      `--job-name=${jobName(sweep, first)}`,
      `--array=${ranges(tasks)}${limit}`,
      `--output=${logs.replaceAll('%', '%%')}/slurm-%A_%a.log`,
      script,
      `${first}`,
    ]);
    ids.push(id.trim());
  }
  return ids;
}

/** Numbers of tasks are smaller than this. */
async function largestArray(): Promise<number> {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(await slurm('scontrol', ['show', 'config'])) ?? [];
  return Math.max(1, Number(size ?? 1001));
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
