import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { startCli } from './testing/run-cli.ts';
import { readMetricLines, temporaryFolder, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

const words = trainTinyWords({ epochs: 3, everySteps: 20 });
/** Folder of the run that was trained without interruption, and its metrics. */
let whole: string;
let expected: unknown[];
let removeWhole: () => Promise<void>;

/** Starts the run in a new folder with the corpus. */
async function startRun() {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const cli = startCli(words, { cwd });
  onTestFinished(() => {
    cli.child.kill('SIGKILL');
  });
  return { cwd, cli };
}

const resume = (cwd: string, more: readonly string[] = []) =>
  callCli(['train', '--resume', 'latest', '--engine', 'simd', '--threads', '1', ...more], { cwd });

/** Changes the recorded precision of a run. */
async function rewritePrecision(path: string, precision: string) {
  const record = JSON.parse(await readFile(path, 'utf8'));
  record.sessions[0].provenance.engine.precision = precision;
  await writeFile(path, JSON.stringify(record));
}

describe('longrange train --resume', () => {
  beforeAll(async () => {
    whole = await temporaryFolder((remove) => {
      removeWhole = remove;
    });
    await writeTinyCorpus(whole);
    expect(await callCli(words, { cwd: whole })).toMatchObject({ code: 0 });
    expected = await readMetricLines(join(whole, 'runs', 'tiny'));
  });
  afterAll(() => removeWhole());

  it('goes on after Ctrl-C, to the very same figures', async () => {
    const { cwd, cli } = await startRun();
    await cli.until('validation at step 40');
    cli.child.kill('SIGINT');
    const { code, stdout, stderr } = await cli.result;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout).toContain('interrupted: finishing the step and saving');
    expect(stdout).toMatch(/Resume with: longrange train --resume latest$/m);
    const resumed = await resume(cwd);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/^run +runs\/tiny, continuing from step \d+$/m);
    expect(await readMetricLines(join(cwd, 'runs', 'tiny'))).toEqual(expected);
  });

  it('goes on after kill -9 in the precision of the run, with its text elsewhere, to the very same figures', async () => {
    const { cwd, cli } = await startRun();
    await cli.until('validation at step 60');
    cli.child.kill('SIGKILL');
    expect((await cli.result).signal).toBe('SIGKILL');
    await rewritePrecision(join(cwd, 'runs', 'tiny', 'config.json'), 'mixed_bfloat16');
    expect(await resume(cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected --precision float32 with the engine simd'),
    });
    await rename(join(cwd, 'corpus'), join(cwd, 'moved'));
    expect((await resume(cwd, ['--precision', 'float32'])).stderr).toMatch(
      /corpus", which does not exist\.$/m,
    );
    const resumed = await resume(cwd, ['--precision', 'float32', '--corpus', 'moved']);
    expect(resumed.stdout).toMatch(/^precision +float32; previously mixed_bfloat16$/m);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/^run +runs\/tiny, continuing from step \d*[02468]0$/m);
    expect(await readMetricLines(join(cwd, 'runs', 'tiny'))).toEqual(expected);
    const left = await readdir(join(cwd, 'runs', 'tiny', 'checkpoints'));
    expect(left.filter((name) => !name.startsWith('step-'))).toEqual([]);
  });

  it('refuses a corpus that has changed, another starting point, and a run that is not there', async () => {
    await appendFile(join(whole, 'corpus', 'module3.py'), 'x = 1\n');
    const changed = await resume(whole);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(
      /^error: Expected the corpus that the run was trained on \(12 documents, .*\), got another one \(12 documents, /,
    );
    const other = await resume(whole, ['--corpus', 'elsewhere', '--seed', '4']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('error: Expected --resume without `--seed`');
    const two = await resume(whole, ['--corpus', 'here', 'there']);
    expect(two.stderr).toMatch(
      /^error: Expected `--corpus` to say where each of \/.*corpus is now, got here, there\.$/m,
    );
    const missing = await callCli(['train', '--resume', 'latest', '--runs', 'none'], { cwd: whole });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('error: Expected a run with a complete checkpoint in none, got none.');
  });
});
