import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { access, appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { listCheckpoints } from '@longrange/trainer/internal';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mainScript, runShell, startCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyProject, tinyTraining, trainTinyWords } from './testing/tiny.ts';

const words = trainTinyWords({ epochs: 2, everySteps: 40 });
const RESUME = 'train --resume latest --engine simd --threads 1';

async function prepare(cleanUp?: Parameters<typeof temporaryFolder>[0]) {
  const project = await tinyProject(cleanUp);
  return { ...project, runFolder: join(project.cwd, 'runs', 'tiny') };
}

/** Places of the run that is trained without interruption. */
const whole = await prepare(afterAll);

async function startTraining(until: string, line = words) {
  const places = await prepare();
  const cli = startCli(line, places);
  await cli.until(until);
  return { ...places, cli };
}

/** Reads a run's `metrics.jsonl` without timings. */
async function readMetricLines(runFolder: string): Promise<unknown[]> {
  const lines = (await readFile(join(runFolder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { charactersPerSecond, elapsedSeconds, secondsLeft, ...rest } = JSON.parse(line);
    return rest;
  });
}

describe('longrange train --resume', () => {
  /** Metrics of the run that was trained without interruption. */
  let expected: unknown[];
  beforeAll(async () => {
    expect(await whole.call(words.join(' '))).toMatchObject({ code: 0 });
    expected = await readMetricLines(whole.runFolder);
  });

  // reliability: signals
  it('goes on after Ctrl-C, which ended the reader first (`train | tee log`), to the very same figures', async () => {
    const { call, runFolder, cli } = await startTraining('validation at step 40');
    cli.child.stdout!.destroy();
    cli.child.stderr!.destroy();
    await setTimeout(50);
    cli.child.kill('SIGINT');
    expect(await cli.result).toMatchObject({ code: 130, signal: null });
    expect((await listCheckpoints(runFolder)).at(-1)!.step).toBeGreaterThanOrEqual(40);
    const resumed = await call(RESUME);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/^run +runs\/tiny, continuing from step \d+$/m);
    expect(await readMetricLines(runFolder)).toEqual(expected);
  });

  // reliability: kill
  it('goes on after kill -9 in the precision of the run, with its text elsewhere, to the very same figures', async () => {
    const { cwd, call, runFolder, cli } = await startTraining('validation at step 80');
    cli.child.kill('SIGKILL');
    expect((await cli.result).signal).toBe('SIGKILL');
    const config = join(runFolder, 'config.json');
    const record = JSON.parse(await readFile(config, 'utf8'));
    record.sessions[0].provenance.engine.precision = 'mixed_bfloat16';
    await writeFile(config, JSON.stringify(record));
    expect(await call(RESUME)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected --precision float32 with the engine simd'),
    });
    await rename(join(cwd, 'corpus'), join(cwd, 'moved'));
    const missing = await call(`${RESUME} --precision float32`);
    expect(missing.stderr).toMatch(/corpus", which does not exist\.$/m);
    const resumed = await call(`${RESUME} --precision float32 --corpus moved`);
    expect(resumed.stdout).toMatch(/^precision +float32; previously mixed_bfloat16$/m);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/^run +runs\/tiny, continuing from step \d*[02468]0$/m);
    expect(await readMetricLines(runFolder)).toEqual(expected);
    const left = await readdir(join(runFolder, 'checkpoints'));
    expect(left.filter((name) => !name.startsWith('step-'))).toEqual([]);
  });

  it('refuses a corpus that has changed, or is not where it was', async () => {
    await appendFile(join(whole.cwd, 'corpus', 'module3.py'), 'x = 1\n');
    for (const [more, message] of [
      [
        ' --set epochs=9',
        /^error: Expected the corpus that the run was trained on \(12 documents, .*\), got another one \(12 documents, /,
      ],
      [
        ' --corpus here there --set epochs=9',
        /^error: Expected `--corpus` to say where each of \/.*corpus is now, got here, there\.$/m,
      ],
    ] as const) {
      const { code, stderr } = await whole.call(`${RESUME}${more}`);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    }
  });
});

// reliability: signals
describe.runIf(process.platform !== 'win32')('longrange train', () => {
  it('trains to its end where nobody reads, and says so once', async () => {
    const { cwd, runFolder } = await prepare();
    const script = `{ $CLI ${words.join(' ')}; echo $? >code; } | head -1`;
    const { stdout, stderr } = await runShell(script, { cwd });
    expect(stdout).toMatch(/^run +runs\/tiny\n$/);
    expect(stderr).toBe('warning: standard output is no longer read (EPIPE): continuing without it\n');
    expect(await readFile(join(cwd, 'code'), 'utf8')).toBe('0\n');
    expect((await listCheckpoints(runFolder)).length).toBeGreaterThan(1);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('saves at %s and ends with %i', async (signal, code) => {
    const { runFolder, cli } = await startTraining('validation at step 40');
    cli.child.kill(signal);
    const ended = await cli.result;
    expect(ended).toMatchObject({ code, signal: null, stderr: '' });
    expect(ended.stdout).toContain('interrupted: finishing the step and saving');
    const { step } = (await listCheckpoints(runFolder)).at(-1)!;
    expect(ended.stdout).toContain(`saved       ${step} steps`);
    expect(ended.stdout).toMatch(/\nResume with: longrange train --resume latest\n$/);
  });

  it('goes on at SIGHUP where its output goes to a file and no stream is a terminal, as after nohup', async () => {
    const { cwd } = await prepare();
    const log = join(cwd, 'log');
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [mainScript, ...words], { cwd, stdio: ['ignore', output, output] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    const hasValidated = async () => (await readFile(log, 'utf8')).includes('validation at step 40');
    while (child.exitCode === null && !(await hasValidated())) await setTimeout(20);
    child.kill('SIGHUP');
    expect(await ended).toEqual([0, null]);
    expect(await readFile(log, 'utf8')).not.toContain('interrupted');
  });

  // reliability: no-checkpoint, one-owner
  it('refuses a run in training to others; killed before it saved, it starts again', async () => {
    const { runFolder, call, cli } = await startTraining('\ntraining ', trainTinyWords({ epochs: 1500 }));
    await vi.waitFor(() => access(join(runFolder, 'config.json')), 10_000);
    const refused = await call(words.join(' '));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    const owner = `the run runs/tiny, got process ${cli.child.pid} on .*\nhint: wait for it to end`;
    expect(refused.stderr).toMatch(new RegExp(`^error: Expected no other process to work on ${owner}`));
    cli.child.kill('SIGKILL');
    await cli.result;
    expect(await call(`${RESUME} --run tiny`)).toMatchObject({
      code: 2,
      stderr:
        'error: Expected a run with a complete checkpoint in runs/tiny, got one that has saved nothing yet.\n' +
        'hint: wait for its first checkpoint or, if it has ended, start it again: train --run tiny.\n',
    });
    expect(await call(trainTinyWords().join(' '))).toMatchObject({ code: 0, stderr: '' });
    const files = ['checkpoints', 'config.json', 'metrics.jsonl', 'outcome.json'];
    expect((await readdir(runFolder)).sort()).toEqual(files);
  });

  it('gives a run to each of two that begin at once without a name', async () => {
    const { cwd, call } = await prepare();
    const unnamed = ['train', '--corpus', 'corpus', ...tinyTraining()];
    const ended = await Promise.all([startCli(unnamed, { cwd }).result, call(unnamed.join(' '))]);
    expect(ended).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await readdir(join(cwd, 'runs'))).toHaveLength(2);
  });
});

// reliability: full-disk
it.runIf(process.platform === 'linux')(
  'a command whose output is the product fails on a full disk',
  async () => {
    const { code, stderr } = await runShell('$CLI --help >/dev/full', { cwd: await temporaryFolder() });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^error: Cannot write to standard output: no space left on the device \(ENOSPC\)\.\nhint: free some space, .*\n$/,
      ),
    });
  },
);
