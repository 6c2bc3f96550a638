import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { batchScript, ranges } from './batch-script.ts';

describe('ranges', () => {
  it.each([
    [[0], '0'],
    [[0, 1, 2, 3, 7], '0-3,7'],
    [[2, 4, 5], '2,4-5'],
  ])('writes %j as %s', (numbers, expected) => {
    expect(ranges(numbers)).toBe(expected);
  });
});

/** Runs the script as SLURM does a task, with a command that notes what it gets, and a `scontrol` that notes what it is asked. */
async function startTask(command: string) {
  const folder = await mkdtemp(join(tmpdir(), "longrange slurm's "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'command'), command);
  await writeFile(join(folder, 'scontrol'), '#!/bin/sh\necho "$@" > requeued\nexit 1\n');
  await chmod(join(folder, 'scontrol'), 0o755);
  const words = { threads: 1, folder, command: ['sh', 'command'] };
  await writeFile(join(folder, 'job.sh'), batchScript(words));
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  const env = { PATH, SLURM_ARRAY_TASK_ID: '3', SLURM_JOB_ID: '42' };
  const child = spawn('sh', [join(folder, 'job.sh'), '2000'], { env, detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    // Of a test that failed.
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

  it('saves before the time limit, and asks for another turn', async () => {
    const { child, ended, noted, started } = await startTask(training);
    await started();
    child.kill('SIGUSR1');
    expect(await ended).toBe(143);
    expect([await noted('saved'), await noted('requeued')]).toEqual(['saved\n', 'requeue 42\n']);
  });

  it('saves and ends when it is cancelled', async () => {
    const { child, ended, noted, started } = await startTask(training);
    await started();
    process.kill(-child.pid!, 'SIGTERM');
    expect(await ended).toBe(143);
    expect([await noted('saved'), await noted('requeued')]).toEqual(['saved\n', '']);
  });
});
