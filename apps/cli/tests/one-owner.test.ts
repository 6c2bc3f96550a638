import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { startCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyTraining, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];

async function start(words: readonly string[]) {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const cli = startCli(words, { cwd });
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  return { cwd, cli };
}

it('a run in training is refused to others; killed before it saved, it starts again', async () => {
  const { cwd, cli } = await start(trainTinyWords({ epochs: 1500 }));
  await cli.until('\ntraining ');
  const refused = await callCli(trainTinyWords(), { cwd });
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(
        `^error: Expected no other process to work on the run runs/tiny, got process ${cli.child.pid} on .*\\nhint: wait for it to end`,
      ),
    ),
  });
  cli.child.kill('SIGKILL');
  await cli.result;
  const resumed = await callCli(['train', '--resume', 'latest', '--run', 'tiny', ...engine], { cwd });
  expect(resumed).toMatchObject({
    code: 2,
    stderr:
      'error: Expected a run with a complete checkpoint in runs/tiny, got one that has saved nothing yet.\n' +
      'hint: wait for its first checkpoint or, if it has ended, start it again: train --run tiny.\n',
  });
  const anew = await callCli(trainTinyWords({ everySteps: 30 }), { cwd });
  expect(anew).toMatchObject({ code: 0, stderr: '' });
  expect((await readdir(join(cwd, 'runs', 'tiny'))).sort()).toEqual([
    'checkpoints',
    'config.json',
    'metrics.jsonl',
    'outcome.json',
  ]);
});

it('of two that resume one run at once one does; two that begin at once without a name get a run each', async () => {
  const { cwd, cli } = await start(['train', '--corpus', 'corpus', ...tinyTraining({ everySteps: 30 })]);
  const other = callCli(['train', '--corpus', 'corpus', ...tinyTraining({ everySteps: 30 })], { cwd });
  expect(await Promise.all([cli.result, other])).toMatchObject([{ code: 0 }, { code: 0 }]);
  const [run, ...more] = await readdir(join(cwd, 'runs'));
  expect(more).toHaveLength(1);

  const resume = ['train', '--resume', 'latest', '--run', run!, ...engine, '--set', 'epochs=120'];
  const first = startCli(resume, { cwd });
  onTestFinished(() => void first.child.kill('SIGKILL'));
  await first.until('\ntraining ');
  const second = await callCli(resume, { cwd });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toMatch(/^error: Expected no other process to work on the run runs\/.*\nhint: .*\n$/);
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  expect((await first.result).code).toBe(130);
  expect(await readdir(join(cwd, 'runs', run!))).not.toContain('run.lock');
});
