import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cli, expectEqual, expectText, root, run, TINY, until, writeText } from './shell.mjs';

/** Two rates with two seeds each, long enough to be killed. */
export const GRID = { rates: [0.01, 0.003], seeds: 2 };
/** Four rates; of those at a rung, half continue. */
export const HALVING = {
  rates: [0.03, 0.01, 0.003, 0.001],
  early_terminate: { type: 'asha', min_iter: 2, eta: 2 },
};

/** Adds a launcher of the command to the PATH, and what all recipes need. */
export function withCommand(tools) {
  const { at, start } = tools;
  mkdirSync(at('bin'));
  writeFileSync(at('bin/longrange'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, {
    mode: 0o755,
  });
  const environment = { PATH: `${at('bin')}${delimiter}${process.env.PATH}` };
  const sweep = (cwd, ...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd, environment, outputOnly: true });
  /** Makes a folder with a sweep and a recipe, whose text is changed. */
  const prepare = (folder, recipe, { rates, ...more }, change = (text) => text) => {
    writeText(at(folder, 'corpus'));
    const settings = { ...TINY, units: 32, maxCharacters: 100_000, keepCheckpoints: 100, corpus: ['corpus'] };
    const fixed = Object.entries(settings).map(([name, value]) => [name, { value }]);
    const parameters = { learningRate: { values: rates }, ...Object.fromEntries(fixed) };
    // JSON is YAML.
    writeFileSync(at(folder, 'sweep.yaml'), JSON.stringify({ method: 'grid', ...more, parameters }));
    const text = readFileSync(join(root, 'examples/sweeps', recipe), 'utf8');
    if (text.split('\n').length > 31) throw new Error(`Expected at most 30 lines in ${recipe}.`);
    writeFileSync(at(folder, recipe), change(text));
    return at(folder);
  };
  const startScript = (cwd, recipe) => start('bash', [recipe], { cwd, env: environment, detached: true });
  const runScript = async (cwd, recipe) => expectSuccess(await startScript(cwd, recipe).ended);
  /** Compares the table with that of a sweep on this machine. */
  const expectTable = (cwd, ...words) => {
    const table = sweep(cwd, 'status', 'sweep.yaml', '--json');
    sweep(cwd, 'sweep.yaml', '--runs', 'here', ...words);
    expectEqual(table, sweep(cwd, 'status', 'sweep.yaml', '--json', '--runs', 'here'), 'table');
    expectText(table, /^(?:.*"status":"finished".*\n)+$/);
    expectEqual(sweep(cwd, 'status', 'sweep.yaml', '--due'), '', 'trials that are due');
  };
  return { ...tools, environment, sweep, prepare, startScript, runScript, expectTable };
}

export function expectSuccess({ code, text }) {
  expectEqual(code, 0, text);
}

/** Runs of a sweep: name, folder, steps of the checkpoints, and the process in the lock if it is alive. */
export function runsIn(folder) {
  return namesIn(join(folder, 'runs/sweep'))
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => {
      const path = join(folder, 'runs/sweep', name);
      const saved = namesIn(join(path, 'checkpoints')).filter((one) => /^step-\d+$/.test(one));
      return { name, path, saved, pid: ownerOf(path) };
    });
}

export function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function ownerOf(path) {
  try {
    const { pid } = JSON.parse(readFileSync(join(path, 'run.lock'), 'utf8')).process;
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Calls `kill` with a process that trains, so many times, each after a run has saved something new. */
export async function killMany(folders, kills, kill) {
  const seen = new Map();
  const find = () => {
    for (const { path, saved, pid } of folders.flatMap(runsIn)) {
      const isNew = saved.length > (seen.get(path) ?? 0);
      if (isNew) seen.set(path, saved.length);
      if (isNew && pid !== undefined) return pid;
    }
  };
  for (let count = 0; count < kills; count++)
    await kill(count, await until(find, 180, 'a trial with a new checkpoint'));
}

/** Checks each promotion in the journal: at some moment before it, the setting was in the best `1/eta` of those that had reached its rung. */
export function expectAllowedPromotions(folder) {
  const { eta, min_iter } = HALVING.early_terminate;
  const promotions = linesOf(join(folder, 'runs/sweep/journal.jsonl')).filter(
    ({ type }) => type === 'promote',
  );
  if (promotions.length === 0) throw new Error('Expected promotions, got none.');
  for (const { trials, rung, time } of promotions) {
    const step = min_iter * eta ** (rung - 1) * TINY.validationEverySteps;
    const arrivals = runsIn(folder)
      .flatMap((one) => arrivalAt(one, step))
      .filter((one) => one.time <= time)
      .sort((a, b) => (a.time < b.time ? -1 : 1));
    const isAllowed = arrivals.some((_, last) => {
      const there = arrivals.slice(0, last + 1).sort((a, b) => a.bits - b.bits);
      return there.slice(0, Math.floor(there.length / eta)).some(({ name }) => name === trials[0]);
    });
    if (!isAllowed) throw new Error(`Expected ${trials} to be promotable to rung ${rung} at ${time}.`);
  }
}

/** When a run reached a step, and its lowest validation until then; empty if it has not. */
function arrivalAt({ name, path, saved }, step) {
  const checkpoint = `step-${String(step).padStart(6, '0')}`;
  if (!saved.includes(checkpoint)) return [];
  const [{ completedAt: time }] = linesOf(join(path, 'checkpoints', checkpoint, 'COMPLETE'));
  const validations = linesOf(join(path, 'metrics.jsonl')).filter(
    (line) => line.type === 'validation' && line.step <= step,
  );
  return [{ name, time, bits: Math.min(...validations.map(({ bitsPerCharacter }) => bitsPerCharacter)) }];
}

function linesOf(path) {
  return readFileSync(path, 'utf8').trim().split('\n').map(JSON.parse);
}

/** Writes a configuration: a line for each setting. */
export function writeSettings(path, settings, separator = ' ') {
  const lines = Object.entries(settings).map(([name, value]) => `${name}${separator}${value}\n`);
  writeFileSync(path, lines.join(''));
}
