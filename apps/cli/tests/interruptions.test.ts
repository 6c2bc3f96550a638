import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { listCheckpoints } from '@longrange/trainer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mainScript, runShell, startCli } from './testing/run-cli.ts';
import { temporaryFolder, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

const words = trainTinyWords({ epochs: 3, everySteps: 40 });

async function prepare(): Promise<string> {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  return cwd;
}

async function startTraining() {
  const cwd = await prepare();
  const cli = startCli(words, { cwd });
  onTestFinished(() => {
    cli.child.kill('SIGKILL');
  });
  await cli.until('validation at step 40');
  return { cwd, cli };
}

describe.runIf(process.platform !== 'win32')('longrange train, whose reader goes', () => {
  it('trains to its end, and says once that nobody reads', async () => {
    const cwd = await prepare();
    const { stdout, stderr } = await runShell(`{ $CLI ${words.join(' ')}; echo $? >code; } | head -1`, {
      cwd,
    });
    expect(stdout).toMatch(/^run +runs\/tiny\n$/);
    expect(stderr).toBe('warning: standard output is no longer read (EPIPE): continuing without it\n');
    expect(await readFile(join(cwd, 'code'), 'utf8')).toBe('0\n');
    expect(await readdir(join(cwd, 'runs', 'tiny', 'checkpoints'))).toHaveLength(2);
  });

  it('saves at Ctrl-C, which ended the reader first (`train | tee log`)', async () => {
    const { cwd, cli } = await startTraining();
    cli.child.stdout!.destroy();
    cli.child.stderr!.destroy();
    await setTimeout(50);
    cli.child.kill('SIGINT');
    expect(await cli.result).toMatchObject({ code: 130, signal: null });
    expect((await listCheckpoints(join(cwd, 'runs', 'tiny'))).at(-1)!.step).toBeGreaterThanOrEqual(40);
  });
});

describe.runIf(process.platform !== 'win32')('longrange train, told to end', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('saves at %s and ends with %i', async (signal, code) => {
    const { cwd, cli } = await startTraining();
    cli.child.kill(signal);
    const ended = await cli.result;
    expect(ended).toMatchObject({ code, signal: null, stderr: '' });
    expect(ended.stdout).toMatch(/^saved .*\nResume with: longrange train --resume latest\n$/m);
    const step = (await listCheckpoints(join(cwd, 'runs', 'tiny'))).at(-1)!.step;
    expect(ended.stdout).toContain(`saved       ${step} steps`);
  });

  it('goes on at SIGHUP where its output goes to a file and no stream is a terminal, as after nohup', async () => {
    const cwd = await prepare();
    const log = join(cwd, 'log');
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [mainScript, ...words], { cwd, stdio: ['ignore', output, output] });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const ended = once(child, 'exit');
    const hasValidated = async () => (await readFile(log, 'utf8')).includes('validation at step 40');
    while (child.exitCode === null && !(await hasValidated())) await setTimeout(20);
    child.kill('SIGHUP');
    expect(await ended).toEqual([0, null]);
    expect(await readFile(log, 'utf8')).not.toContain('interrupted');
  });
});

it.runIf(process.platform === 'linux')(
  'a command whose output is the product fails on a full disk',
  async () => {
    const { code, stderr } = await runShell('$CLI --help >/dev/full', { cwd: await temporaryFolder() });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: Cannot write to standard output: no space left on the device \(ENOSPC\)\.\nhint: free some space, .*\n$/,
    );
  },
);
