import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isAlive, runCli, startCli } from './testing/run-cli.ts';
import { tinyProject, writeTinyCorpus, writeTinySweep } from './testing/tiny.ts';

const HERE = '--engine simd --threads 1';
const sweepWords = (more = '') => `sweep tiny.yaml ${HERE}${more}`.split(' ');
const rates = (...values: unknown[]) => ({ learningRate: { values } });
const halving = { early_terminate: { type: 'asha', eta: 2 } };

/** Creates a folder with a tiny corpus and a sweep. */
async function setUp(settings: object = rates(1e-2), more: object = {}) {
  const { cwd, call } = await tinyProject();
  await writeTinySweep(cwd, settings, more);
  return {
    cwd,
    call,
    folder: join(cwd, 'runs', 'tiny'),
    /** Runs the sweep to its end, and expects no complaint. */
    async run(more = '') {
      const ended = await runCli(sweepWords(more), { cwd });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      return ended;
    },
    /** Runs a trial in this process. */
    async runTrial(trial: number, more = '') {
      const ended = await call(`sweep tiny.yaml ${HERE} --trial ${trial}${more}`);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      return ended;
    },
    /** Reads the JSON table. */
    async table(more = ''): Promise<Record<string, unknown>[]> {
      const { code, stdout } = await call(`sweep status tiny.yaml --json${more}`);
      expect(code).toBe(0);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
  };
}

describe('longrange sweep', { timeout: 600_000 }, () => {
  // reliability: killed-sweep
  it('does each trial once, the same whatever was killed meanwhile, and adds what a changed file adds', async () => {
    const whole = await setUp(rates(1e-2), { seeds: 2 });
    for (const trial of [0, 1]) await whole.runTrial(trial);
    const expected = await whole.table();
    expect(expected.map(({ trial, status, step, seed }) => [trial, status, step, seed])).toEqual([
      [0, 'finished', 61, 1],
      [1, 'finished', 61, 2],
    ]);

    const { cwd, folder, call, run, runTrial, table } = await setUp(rates(1e-2), { seeds: 2 });
    const victims = process.env.LONGRANGE_WHOLE === '1' ? ['child', 'both', 'coordinator'] : ['coordinator'];
    for (const victim of victims) {
      const cli = startCli(sweepWords(), { cwd });
      const child = await ownerWithCheckpoint(folder);
      if (victim !== 'child') cli.child.kill('SIGKILL');
      if (victim !== 'coordinator') process.kill(child, 'SIGKILL');
      // A child outlives its coordinator; the coordinator of a killed child continues with the others.
      if (victim === 'child') await cli.until('was ended by SIGKILL');
      if (victim === 'child') cli.child.kill('SIGTERM');
      await cli.result;
    }
    const { stdout } = await run(' --jobs 2 --threads 2');
    for (const line of [
      /^sweep +tiny: 1 setting × 2 seeds: 2 trials; runs\/tiny$/m,
      /^trials +2 finished$/m,
      /^report +file:.*\/runs\/tiny\/report\.html$/m,
      /^trial 1 \(seed=2\) finished: \d\.\d{3} bits per character, /m,
    ])
      expect(stdout).toMatch(line);
    expect(await table()).toEqual(expected);

    const before = await filesOf(folder);
    await appendFile(join(folder, 'journal.jsonl'), '{"type":"sta');
    await writeTinySweep(cwd, rates(1e-2, 2e-3), { seeds: [2] });
    await runTrial(1);
    const changed = await table();
    expect(changed[0]).toEqual({ ...expected[1], trial: 0 });
    expect(changed).toHaveLength(2);
    const after = await filesOf(folder);
    for (const [name, text] of before) expect(after.get(name)).toBe(text);
    const status = await call('sweep status tiny.yaml');
    expect(status.stdout).toMatch(/^left alone +1 run no longer in the file: /m);
  });

  it('halves: pauses trials at a rung, names as due those that may go on, and finishes them without halving', async () => {
    // Rungs at 10, 20, 40 and 80 steps, which is beyond the end. Of two trials one goes on from each.
    const { cwd, runTrial, table, call } = await setUp(rates(1e-5, 1e-2), halving);
    const due = async () => (await call('sweep status tiny.yaml --due')).stdout;
    expect(await due()).toBe('0-1\n');
    await runTrial(0);
    expect(await due()).toBe('1\n');
    await runTrial(1);
    // The better of two continues; asking decides nothing.
    for (const _ of [1, 2]) expect(await due()).toBe('1\n');
    expect(await table()).toMatchObject([{ step: 10 }, { step: 10 }]);
    await runTrial(1);
    // A single trial at the second rung is not promoted.
    expect(await due()).toBe('');
    expect(await table()).toMatchObject([
      { status: 'paused', step: 10 },
      { status: 'paused', step: 20 },
    ]);
    expect((await runTrial(0)).stdout).toBe('Trial 0 is paused: there is nothing to do.\n');
    await writeTinySweep(cwd, rates(1e-5, 1e-2));
    await runTrial(1);
    expect((await table())[1]).toMatchObject({ status: 'finished', step: 61 });
  });

  // reliability: take-over
  it('takes over a run whose process cannot be seen from here, only if asked to', async () => {
    const { folder, call, runTrial, table } = await setUp();
    const [{ name }] = (await table()) as [{ name: string }];
    const lock = join(folder, name, 'run.lock');
    await mkdir(join(folder, name), { recursive: true });
    const elsewhere = { host: 'elsewhere', boot: null, pidSpace: null, pid: 1, startTicks: null };
    const owner = { formatVersion: 1, token: '0'.repeat(24), since: '2026-01-01T00:00:00Z' };
    await writeFile(lock, JSON.stringify({ ...owner, process: elsewhere }));
    const refused = await call(`sweep tiny.yaml ${HERE} --trial 0`);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('got the lock of one that may or may not be running.');
    expect(refused.stderr).toContain(`remove runs/tiny/${name}/run.lock, or use --take-over.`);
    await runTrial(0, ' --take-over');
    expect(await table()).toMatchObject([{ status: 'finished', step: 61 }]);
  });

  it('goes on after a failure, says it, and tries again', async () => {
    const { cwd, folder, runTrial, table } = await setUp();
    await rm(join(cwd, 'corpus'), { recursive: true });
    const failed = await runCli(sweepWords(), { cwd });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^trial 0 failed: Expected .*corpus.*$/m);
    expect(failed.stdout).toContain(
      'Retry the failed trials with: longrange sweep tiny.yaml --threads 1 --engine simd\n',
    );
    expect(await table()).toMatchObject([{ status: 'failed', error: expect.stringContaining('corpus') }]);
    await writeTinyCorpus(cwd);
    const cli = startCli(sweepWords(), { cwd });
    await ownerWithCheckpoint(folder);
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.result;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted: running trials finish their step and save');
    expect(stdout).toMatch(/^Continue with: longrange sweep tiny\.yaml --threads 1 --engine simd$/m);
    expect(await table()).toMatchObject([{ status: 'unfinished' }]);
    await runTrial(0);
    expect(await table()).toMatchObject([{ status: 'finished', step: 61 }]);
  });

  it('plans without training: the trials, their number, their time; also the examples', async () => {
    const { cwd, call } = await setUp(rates(1e-2, 3e-3), { seeds: [5] });
    const { code, stdout } = await call(`sweep tiny.yaml --dry-run ${HERE}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 {6}[0-9a-f]{16} {2}waiting {14}learningRate=0\.01 seed=5$/m);
    expect(stdout).toMatch(/^trials +2 waiting$/m);
    expect(stdout).toMatch(/^time +about \d+ s of training; /m);
    expect(await readdir(cwd)).not.toContain('runs');
    const examples = fileURLToPath(new URL('../../../examples/sweeps', import.meta.url));
    for (const name of (await readdir(examples)).filter((file) => file.startsWith('families'))) {
      const plan = await call('sweep --dry-run --json', join(examples, name));
      expect(plan).toMatchObject({ code: 0, stderr: '' });
      const trials = plan.stdout.trim().split('\n');
      // Six families at four rates; the sweep of rates has one seed.
      expect(trials).toHaveLength(6 * 4 * (name === 'families-rates.yaml' ? 1 : 5));
    }
  });

  it('says what is wrong with a file, or with how it was called', async () => {
    const { cwd, call } = await setUp(rates(1e-2, 'fast'));
    await mkdir(join(cwd, 'runs', 'taken'), { recursive: true });
    await writeFile(join(cwd, 'runs', 'taken', 'config.json'), '{}');
    const expectRefusal = async (line: string, message: RegExp) =>
      expect((await call(`sweep ${line}`)).stderr).toMatch(message);
    await expectRefusal(
      'tiny.yaml',
      /error: Trial 1 \(learningRate=fast\): Expected `training\.learningRate` to be of type number, got "fast" \(string\)\.\n/,
    );
    await expectRefusal('none.yaml', /^error: Cannot read none\.yaml: no such file/);
    await expectRefusal('', /^error: Expected `FILE`, `status FILE` or `report FILE`, got nothing\./);
    await expectRefusal(
      'tiny.yaml --due',
      /^error: Expected `--due` together with status, without `--json`\./,
    );
    await expectRefusal('tiny.yaml --take-over', /^error: Expected `--take-over` together with `--trial`\./);
    await expectRefusal('tiny.yaml --json', /^error: Expected `--json` together with/);
    await writeTinySweep(cwd, {}, { name: 'taken' });
    await expectRefusal(
      'status tiny.yaml',
      /^error: Expected runs\/taken to be a folder of runs, got a run\./,
    );
    await writeTinySweep(cwd, rates(1e-2, 3e-3));
    await expectRefusal(
      'tiny.yaml --trial 9',
      /^error: Expected a trial from 0 to 1, got 9 \(number\)\.\nhint: --dry-run/,
    );
  });
});

/** Waits for the first checkpoint of a running trial. @returns the process that trains it */
async function ownerWithCheckpoint(folder: string): Promise<number> {
  for (;;) {
    for (const name of await readdir(folder).catch(() => [])) {
      const saved = await readdir(join(folder, name, 'checkpoints')).catch(() => []);
      const lock = await readFile(join(folder, name, 'run.lock'), 'utf8').catch(() => '');
      const pid = lock === '' ? undefined : (JSON.parse(lock).process.pid as number);
      // A killed process leaves its lock.
      if (pid !== undefined && isAlive(pid) && saved.some((one) => one.startsWith('step-'))) return pid;
    }
    await setTimeout(5);
  }
}

/** Reads all files below a folder, except those that are rewritten each time. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of await readdir(folder, { recursive: true }))
    if (/\.(?:json|jsonl|bin)$/.test(name) && name !== 'journal.jsonl')
      files.set(name, await readFile(join(folder, name), 'base64'));
  return files;
}
