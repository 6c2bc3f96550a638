import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { queuedTasks, submit } from './queue.ts';

/** Programs of SLURM as far as they are called: each notes its words and prints this. */
async function programs(said: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-slurm-'));
  for (const [name, text] of Object.entries(said)) {
    await writeFile(
      join(folder, name),
      `#!/bin/sh\necho "$@" >> ${folder}/words\ncat <<'END'\n${text}\nEND\n`,
    );
    await chmod(join(folder, name), 0o755);
  }
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before}`;
  onTestFinished(async () => {
    process.env.PATH = before;
    await rm(folder, { recursive: true, force: true });
  });
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
  const submission = { sweep: 'mine', script: 'job.sh', jobs: 4, logs: '/runs/100%' };
  expect(await submit({ ...submission, trials: [0, 1, 99, 100, 250] })).toEqual(['7', '7', '7']);
  expect((await words()).split('\n').slice(1, -1)).toEqual([
    '--parsable --job-name=mine.0 --array=0-1,99%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 0',
    '--parsable --job-name=mine.100 --array=0%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 100',
    '--parsable --job-name=mine.200 --array=50%4 --output=/runs/100%%/slurm-%A_%a.log job.sh 200',
  ]);
});

it('says what is missing where there is no SLURM', async () => {
  await programs({});
  process.env.PATH = '/nowhere';
  await expect(queuedTasks('mine')).rejects.toThrow("Expected SLURM's squeue on this machine, got none.");
});
