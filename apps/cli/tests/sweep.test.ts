import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli, startCli } from './testing/run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const here = ['--compute', 'simd', '--threads', '1'];
/** Runs a sweep to its end, and expects no complaint. */
const runWhole = async (cwd: string, ...words: string[]) =>
  expect(await runCli(['sweep', 'tiny.yaml', ...here, ...words], { cwd })).toMatchObject({
    code: 0,
    stderr: '',
  });
const runTrial = async (cwd: string, trial: string, ...words: string[]) =>
  expect(await callCli(['sweep', 'tiny.yaml', '--trial', trial, ...here, ...words], { cwd })).toMatchObject({
    ...{ code: 0, stderr: '' },
  });

/** Creates a folder with a tiny corpus and a sweep of trials of 61 steps: some of 60 batches are padded. */
async function setUp(more = '', rates = '[1e-2, 3e-3]'): Promise<string> {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  await writeSweep(cwd, more, rates);
  return cwd;
}

function writeSweep(cwd: string, more = '', rates = '[1e-2, 3e-3]'): Promise<void> {
  const fixed = {
    ...{ corpus: '[corpus]', units: 8, layers: 1, embeddingSize: 4, batchSize: 4, sequenceLength: 16 },
    ...{ epochs: 'null', maxCharacters: 60 * 64, validationEverySteps: 10, checkpointEverySteps: 10 },
    validationMaxCharacters: 2000,
  };
  const lines = Object.entries(fixed).map(([name, value]) => `  ${name}: {value: ${value}}`);
  const text = `method: grid\nparameters:\n  learningRate: {values: ${rates}}\n${lines.join('\n')}\n${more}`;
  return writeFile(join(cwd, 'tiny.yaml'), text);
}

/** Creates a sweep of one trial that is long enough to watch. */
async function setUpLong(): Promise<string> {
  const cwd = await setUp('', '[1e-2]');
  const file = join(cwd, 'tiny.yaml');
  const text = (await readFile(file, 'utf8'))
    .replace('maxCharacters: {value: 3840}', 'maxCharacters: {value: 32000}')
    .replaceAll('EverySteps: {value: 10}', 'EverySteps: {value: 50}');
  await writeFile(file, text);
  return cwd;
}

/** Starts trial 0 with a store, and waits until that has the run's first checkpoint. */
async function startInStore(cwd: string, store: string) {
  const cli = startCli(['sweep', 'tiny.yaml', '--trial', '0', '--store', store, ...here], { cwd });
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  for (;;) {
    const names = await readdir(store, { recursive: true }).catch(() => []);
    const list = names.find((name) => /000001.saved.\d+\.json$/.test(name));
    if (list !== undefined) return { cli, trial: join(store, list.split(/.000001./)[0]!) };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Reads the JSON table. */
async function table(cwd: string, ...words: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout } = await callCli(['sweep', 'status', 'tiny.yaml', '--json', ...words], { cwd });
  expect(code).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('longrange sweep', () => {
  it('does each trial once, the same whatever was killed meanwhile, and adds what a changed file adds', async () => {
    const whole = await setUp('seeds: 2\n', '[1e-2]');
    const ran = await runCli(['sweep', 'tiny.yaml', '--jobs', '2', ...here, '--threads', '2'], {
      cwd: whole,
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('sweep       tiny: 1 setting × 2 seeds: 2 trials; runs/tiny\n');
    expect(ran.stdout).toMatch(/^trials +2 finished$/m);
    expect(ran.stdout).toMatch(/^report +file:.*\/runs\/tiny\/report\.html$/m);
    expect(ran.stdout).toMatch(/^trial 1 \(seed=2\) finished: \d\.\d{3} bits per character, /m);
    const expected = await table(whole);
    expect(expected.map(({ trial, status, step, seed }) => [trial, status, step, seed])).toEqual([
      [0, 'finished', 61, 1],
      [1, 'finished', 61, 2],
    ]);

    const cwd = await setUp('seeds: 2\n', '[1e-2]');
    for (const victim of ['child', 'both', 'coordinator'] as const) {
      const cli = startCli(['sweep', 'tiny.yaml', ...here], { cwd });
      onTestFinished(() => void cli.child.kill('SIGKILL'));
      const child = await ownerWithCheckpoint(cwd);
      if (victim !== 'child') cli.child.kill('SIGKILL');
      if (victim !== 'coordinator') process.kill(child, 'SIGKILL');
      // A child outlives its coordinator; the coordinator of a killed child continues with the others.
      if (victim === 'child') await cli.until('was ended by SIGKILL');
      if (victim === 'child') cli.child.kill('SIGTERM');
      await cli.result;
    }
    await runWhole(cwd);
    expect(await table(cwd)).toEqual(expected);

    const before = await filesOf(join(cwd, 'runs', 'tiny'));
    await appendFile(join(cwd, 'runs', 'tiny', 'journal.jsonl'), '{"type":"sta');
    await writeSweep(cwd, 'seeds: [2]\n', '[1e-2, 2e-3]');
    await runWhole(cwd);
    const changed = await table(cwd);
    expect(changed[0]).toEqual({ ...expected[1], trial: 0 });
    expect(changed).toHaveLength(2);
    const after = await filesOf(join(cwd, 'runs', 'tiny'));
    for (const [name, text] of before) expect(after.get(name)).toBe(text);
    const { stdout } = await callCli(['sweep', 'status', 'tiny.yaml'], { cwd });
    expect(stdout).toMatch(/^left alone +1 run no longer in the file: /m);
  }, 600_000);

  it('halves: pauses trials with their checkpoints, and finishes the best', async () => {
    // Rungs at 10, 20, 40 and 80 steps, which is beyond the end. Of two trials one goes on from each.
    const cwd = await setUp('early_terminate: {type: asha, eta: 2}\n', '[1e-5, 1e-2]');
    await runWhole(cwd);
    const [low, high] = await table(cwd);
    // A single trial at the second rung is not promoted.
    expect(low).toMatchObject({ status: 'paused', step: 10 });
    expect(high).toMatchObject({ status: 'paused', step: 20 });
    expect((await callCli(['sweep', 'tiny.yaml', '--trial', '0'], { cwd })).stdout).toBe(
      'Trial 0 is paused: there is nothing to do.\n',
    );
    // Without halving, both continue, to the same end.
    await writeSweep(cwd, '', '[1e-5, 1e-2]');
    for (const trial of ['0', '1']) await runTrial(cwd, trial);
    const straight = await setUp('', '[1e-5, 1e-2]');
    await runTrial(straight, '1');
    expect((await table(cwd))[1]).toEqual((await table(straight))[1]);
  }, 600_000);

  it('goes on from a rung, on a machine that fetches no more than the figures of the other trials', async () => {
    const halving = 'early_terminate: {type: asha, eta: 2}\n';
    const place = join(await temporaryFolder(), 'store');
    const trial = async (number: string) => {
      const cwd = await setUp(halving, '[1e-5, 1e-2]');
      await runTrial(cwd, number, '--store', place);
      return cwd;
    };
    await trial('0');
    await trial('1');
    const cwd = await trial('1');
    const left = (await readdir(join(cwd, 'runs', 'tiny'))).filter((name) => name !== 'journal.jsonl');
    // The better of two continues; alone, it would wait.
    expect(await table(cwd)).toMatchObject([{ status: 'waiting' }, { name: left[0], step: 20 }]);
    expect(left).toHaveLength(1);
  }, 600_000);

  it('goes on after a failure, says it, and tries again', async () => {
    const cwd = await setUp('', '[1e-2]');
    await rm(join(cwd, 'corpus'), { recursive: true });
    const failed = await runCli(['sweep', 'tiny.yaml', ...here], { cwd });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^trial 0 failed: Expected .*corpus.*$/m);
    expect(failed.stdout).toContain(
      'Try the failed ones again with: longrange sweep tiny.yaml --threads 1 --compute simd\n',
    );
    expect(await table(cwd)).toMatchObject([{ status: 'failed', error: expect.stringContaining('corpus') }]);
    await writeTinyCorpus(cwd);
    const cli = startCli(['sweep', 'tiny.yaml', ...here], { cwd });
    onTestFinished(() => void cli.child.kill('SIGKILL'));
    await ownerWithCheckpoint(cwd);
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.result;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted: running trials finish their step and save');
    expect(stdout).toMatch(/^Go on with: longrange sweep tiny\.yaml --threads 1 --compute simd$/m);
    expect(await table(cwd)).toMatchObject([{ status: 'unfinished' }]);
    await runTrial(cwd, '0');
    expect(await table(cwd)).toMatchObject([{ status: 'finished', step: 61 }]);
  }, 600_000);

  it('plans without training: the trials, their number, their time; also the examples', async () => {
    const cwd = await setUp('seeds: [5]\n');
    const { code, stdout } = await callCli(['sweep', 'tiny.yaml', '--dry-run', ...here], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 {6}[0-9a-f]{16} {2}waiting {2}learningRate=0\.01 seed=5$/m);
    expect(stdout).toMatch(/^trials +2 waiting$/m);
    expect(stdout).toMatch(/^time +about \d+ s of training; /m);
    expect(await readdir(cwd)).not.toContain('runs');
    const examples = fileURLToPath(new URL('../../../examples/sweeps', import.meta.url));
    for (const name of await readdir(examples)) {
      const plan = await callCli(['sweep', join(examples, name), '--dry-run', '--json'], { cwd });
      expect(plan).toMatchObject({ code: 0, stderr: '' });
      const trials = plan.stdout.trim().split('\n');
      // Six families at four rates; the sweep of rates has one seed.
      expect(trials).toHaveLength(6 * 4 * (name === 'families-rates.yaml' ? 1 : 5));
    }
  }, 120_000);

  it('goes on elsewhere from what a store has, to the same bits', async () => {
    const whole = await setUpLong();
    await runTrial(whole, '0');
    const expected = await table(whole);
    // Trials that ended earlier are stored by the next command.
    const late = ['--store', join(whole, 'store')];
    await runWhole(whole, ...late);
    expect(await table(await setUpLong(), ...late)).toEqual(expected);

    const first = await setUpLong();
    const store = join(first, 'store');
    const { cli } = await startInStore(first, store);
    cli.child.kill('SIGKILL');
    await cli.result;

    const other = await setUpLong();
    const words = ['--store', store];
    await runWhole(other, ...words);
    const log = await readFile(join(other, 'runs', 'tiny', 'logs', `${expected[0]!.name}.log`), 'utf8');
    expect(log).toMatch(/continuing from step [1-9]\d*0$/m);
    expect(await table(other)).toEqual(expected);
    // A machine that only looks fetches no run.
    const looking = await setUpLong();
    for (const cwd of [first, looking]) expect(await table(cwd, ...words)).toEqual(expected);
    const report = ['sweep', 'report', 'tiny.yaml', ...words];
    expect(await callCli(report, { cwd: looking })).toMatchObject({ code: 0 });
    expect(await readdir(join(looking, 'runs', 'tiny'))).toEqual(['report.html']);
    const reportOf = (cwd: string) => readFile(join(cwd, 'runs', 'tiny', 'report.html'), 'utf8');
    expect(await reportOf(looking)).toBe(await reportOf(other));
  }, 600_000);

  it('stops where another attempt at the trial has begun, and leaves that alone', async () => {
    const cwd = await setUpLong();
    const { cli, trial } = await startInStore(cwd, join(cwd, 'store'));
    await mkdir(join(trial, '000002'));
    await writeFile(join(trial, '000002', 'claim.json'), '{}');
    const { code, stderr } = await cli.result;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: Expected attempt 1 at tiny\/\w+ to be the newest, got attempt 2, /);
    expect(await readdir(join(trial, '000002'))).toEqual(['claim.json']);
    expect(await table(cwd)).toMatchObject([{ status: 'failed' }]);
  }, 600_000);

  it('says what is wrong with a file, or with how it was called', async () => {
    const cwd = await setUp('', '[1e-2, fast]');
    const stderrOf = async (...words: string[]) => (await callCli(['sweep', ...words], { cwd })).stderr;
    expect(await stderrOf('tiny.yaml')).toContain(
      'error: Trial 1 (learningRate=fast): Expected `training.learningRate` to be of type number, got "fast" (string).\n',
    );
    expect(await stderrOf('none.yaml')).toMatch(/^error: Cannot read none\.yaml: no such file/);
    expect(await stderrOf()).toMatch(
      /^error: Expected `FILE`, `status FILE` or `report FILE`, got nothing\./,
    );
    expect(await stderrOf('tiny.yaml', '--json')).toMatch(/^error: Expected `--json` together with/);
    await writeSweep(cwd, 'name: taken\n');
    await mkdir(join(cwd, 'runs', 'taken'), { recursive: true });
    await writeFile(join(cwd, 'runs', 'taken', 'config.json'), '{}');
    expect(await stderrOf('status', 'tiny.yaml')).toMatch(
      /^error: Expected runs\/taken to be a folder of runs, got a run\./,
    );
    await writeSweep(cwd);
    expect(await stderrOf('tiny.yaml', '--trial', '9')).toMatch(
      /^error: Expected a trial from 0 to 1, got 9 \(number\)\.\nhint: --dry-run/,
    );
  });
});

/** Waits for the first checkpoint of a running trial. @returns the process that trains it */
async function ownerWithCheckpoint(cwd: string): Promise<number> {
  const folder = join(cwd, 'runs', 'tiny');
  for (;;) {
    for (const name of await readdir(folder).catch(() => [])) {
      const saved = await readdir(join(folder, name, 'checkpoints')).catch(() => []);
      const lock = await readFile(join(folder, name, 'run.lock'), 'utf8').catch(() => '');
      const pid = lock === '' ? undefined : (JSON.parse(lock).process.pid as number);
      // A killed process leaves its lock.
      if (pid !== undefined && isAlive(pid) && saved.some((one) => one.startsWith('step-'))) return pid;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
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
