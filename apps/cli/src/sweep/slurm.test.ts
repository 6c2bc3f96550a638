import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { batchScript, queuedTasks, submit } from './slurm.ts';

/** Runs the script as a SLURM task, with a command and a `scontrol` that record their arguments. */
async function startTask(command: string) {
  const folder = join(await temporaryFolder(), "slurm's folder");
  await mkdir(folder);
  await writeFile(join(folder, 'command'), command);
  await writeFile(join(folder, 'scontrol'), '#!/bin/sh\necho "$@" > requeued\nexit 1\n');
  await chmod(join(folder, 'scontrol'), 0o755);
  await writeFile(join(folder, 'job.sh'), batchScript(1, folder, ['sh', 'command']));
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  const env = { PATH, SLURM_ARRAY_TASK_ID: '3', SLURM_JOB_ID: '42' };
  const child = spawn('sh', [join(folder, 'job.sh'), '2000'], { env, detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    // Still running only if the test failed.
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
  });
  const noted = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  return {
    child,
    ended,
    noted,
    started: async () => {
      while ((await noted('trial')) === '') await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

/** Saves on SIGTERM, after a moment; a second one would end it at once. */
const training = `trap 'trap "exit 1" TERM; sleep 0.2; echo saved > saved; exit 143' TERM
echo "$1" > trial
while :; do sleep 0.05; done`;

describe('batchScript', () => {
  it('runs the trial that the task stands for, and ends as it does', async () => {
    const { ended, noted } = await startTask('echo "$1" > trial; exit 3');
    expect(await ended).toBe(3);
    expect(await noted('trial')).toBe('2003\n');
    expect(await noted('requeued')).toBe('');
  });

  it.each([
    ['before the time limit, and asks for another turn', 'SIGUSR1', 'requeue 42\n'],
    ['and ends when it is canceled', 'SIGTERM', ''],
  ] as const)('saves %s', async (_, signal, requeued) => {
    const { child, ended, noted, started } = await startTask(training);
    await started();
    // `scancel` sends its signal to all processes.
    process.kill(signal === 'SIGTERM' ? -child.pid! : child.pid!, signal);
    expect(await ended).toBe(143);
    expect([await noted('saved'), await noted('requeued')]).toEqual(['saved\n', requeued]);
  });
});

/** Creates stand-ins for SLURM's programs: each records its arguments and prints this text. */
async function programs(said: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(said)) {
    await writeFile(
      join(folder, name),
      `#!/bin/sh\necho "$@" >> ${folder}/words\ncat <<'END'\n${text}\nEND\n`,
    );
    await chmod(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => readFile(join(folder, 'words'), 'utf8');
}

it('reads the tasks of one sweep from the queue', async () => {
  await programs({
    squeue:
      'mine.0|3|RUNNING|None\nmine.1001|0|PENDING|Priority\nmine-too.0|1|RUNNING|None\nother|N/A|RUNNING|None',
  });
  expect(await queuedTasks('mine')).toEqual([
    { trial: 3, state: 'RUNNING', reason: 'None' },
    { trial: 1001, state: 'PENDING', reason: 'Priority' },
  ]);
});

it('submits an array for as many trials as have numbers that SLURM takes', async () => {
  const words = await programs({ scontrol: 'MaxArraySize            = 100', sbatch: '7' });
  const jobs = await submit('mine', 'job.sh', [0, 1, 2, 7, 99, 100, 250], 4, '/runs/100%');
  expect(jobs).toEqual(['7', '7', '7']);
  expect((await words()).split('\n').slice(1, -1)).toEqual([
    '--parsable --job-name=mine.0 --array=0-2,7,99%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 0',
    '--parsable --job-name=mine.100 --array=0%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 100',
    '--parsable --job-name=mine.200 --array=50%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 200',
  ]);
});

it('says what is missing where there is no SLURM', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(queuedTasks('mine')).rejects.toThrow("Expected SLURM's squeue on this machine, got none.");
});
