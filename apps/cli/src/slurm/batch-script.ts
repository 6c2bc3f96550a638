import { shellWord } from '../terminal/invocation.ts';

/** What a job array of SLURM is to run. */
export interface BatchScript {
  /** Of each task. */
  readonly threads: number;
  /** Where the command is to run. */
  readonly folder: string;
  /** A command that goes on where it stopped; the number of the trial is added to it. SIGTERM makes it save, and end with a code other than 0. */
  readonly command: readonly string[];
}

/** A training finishes its step and saves within this time. */
const WARNING_SECONDS = 120;

/**
 * A script for `sbatch --array=TASKS SCRIPT FIRST`: each task runs the trial FIRST + task. SLURM starts a task anew where its node failed or it was requeued. Before the time limit it
 * sends SIGUSR1 to the shell; the task then saves, and puts itself into the queue again. SIGTERM, which `scancel` sends to all of its processes, saves and ends it.
 */
export function batchScript({ threads, folder, command }: BatchScript): string {
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

/** Numbers, rising, as SLURM writes sets of tasks: `0-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const open = found.at(-1);
    if (open?.[1] === number - 1) open[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
