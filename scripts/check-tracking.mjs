// Whether TensorBoard and MLflow read back every point of a run. A tiny run is trained with --log, killed after a checkpoint and resumed; another is
// trained without, and exported. TensorBoard's own reader and MLflow's own client, from its own server and database, must find exactly what
// metrics.jsonl holds: each point once, TensorBoard's as float32. Wants a build, and python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-tracking.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Checks, root, run } from './shell.mjs';

/** Of MLflow the part without what models need, and what its server imports besides; the database is SQLite. */
const PACKAGES = [
  ...['tensorboard==2.21.0', 'mlflow-skinny==3.17.2'],
  ...['flask', 'flask-cors', 'sqlalchemy', 'alembic'],
];
/** No word to anybody about the use of it. */
const environment = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' };

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-tracking-'));
const at = (name) => join(workplace, name);
const python = at('environment/bin/python');
const cli = join(root, 'apps/cli/dist/main.js');
const children = [];
try {
  await checks.check('tracking: install TensorBoard and MLflow', () => {
    run('python3', ['-m', 'venv', at('environment')]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  });
  let url;
  await checks.check("tracking: start MLflow's server", async () => {
    const server = start(python, [join(root, 'scripts/check-tracking.py'), 'serve', workplace]);
    const port = await untilLine(server, /^port (\d+)$/);
    url = `http://127.0.0.1:${port[1]}`;
    // It makes its tables when it is first asked.
    await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
  });
  const log = ['--log', `tensorboard,mlflow=${url}`];
  await checks.check('tracking: a run that logs is killed, resumed and ends', async () => {
    writeCorpus();
    const first = start(process.execPath, [cli, ...train('logged', 100_000), ...log]);
    await untilSent(url);
    // What it wrote after its last checkpoint, the resumed run writes anew.
    first.kill('SIGKILL');
    const [, signal] = await once(first, 'exit');
    if (signal !== 'SIGKILL') throw new Error('Expected to kill a training, got one that had ended');
    const resume = ['train', '--resume', 'logged', '--engine', 'simd', '--threads', '1'];
    run(process.execPath, [cli, ...resume, ...log], { cwd: workplace });
  });
  await checks.check('tracking: another is exported, twice', () => {
    run(process.execPath, [cli, ...train('exported', 10_000)], { cwd: workplace });
    for (let times = 0; times < 2; times++)
      run(process.execPath, [cli, 'export-metrics', 'exported', '--to', ...log.slice(1)], { cwd: workplace });
  });
  for (const name of ['logged', 'exported']) {
    await checks.check(`tracking: TensorBoard reads every point of the run that was ${name}`, () => {
      expectPoints(ask('tensorboard', at(`runs/${name}`)), name, Math.fround);
    });
  }
  await checks.check('tracking: MLflow reads every point of both', () => {
    const found = ask('mlflow', url);
    for (const name of ['logged', 'exported']) {
      const runs = found[name] ?? [];
      if (runs.length !== 1 || runs[0].status !== 'FINISHED')
        throw new Error(`Expected one finished run ${name}, got ${runs.map(({ status }) => status)}`);
      expectPoints(runs[0], name, (value) => value);
    }
  });
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** Twelve thousand characters, whatever they are. */
function writeCorpus() {
  mkdirSync(at('corpus'));
  for (let file = 0; file < 12; file++) {
    const lines = Array.from({ length: 60 }, (_, line) => `x${file * line} = [${line % 7}, (${file})]\n`);
    writeFileSync(at(`corpus/${file}.py`), lines.join(''));
  }
}

function train(name, maxCharacters) {
  const settings = {
    units: 16,
    layers: 1,
    embeddingSize: 8,
    batchSize: 4,
    sequenceLength: 16,
    maxCharacters,
    logEverySteps: 2,
    validationEverySteps: 30,
    checkpointEverySteps: 50,
  };
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return [
    'train',
    '--corpus',
    'corpus',
    '--run',
    name,
    '--engine',
    'simd',
    '--threads',
    '1',
    '--set',
    ...set,
  ];
}

function start(program, parameters) {
  const child = spawn(program, parameters, {
    cwd: workplace,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return child;
}

/** Until the server has points of a run; at most a minute. */
async function untilSent(url) {
  const headers = { 'content-type': 'application/json' };
  const ask = async (what, body) => {
    const request = body && { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${url}/api/2.0/mlflow/${what}`, request)).json();
  };
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const { experiment } = await ask('experiments/get-by-name?experiment_name=longrange');
    const search = { experiment_ids: [experiment?.experiment_id] };
    const { runs = [] } = experiment === undefined ? {} : await ask('runs/search', search);
    if (runs.some(({ data }) => data.metrics?.length > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Expected points of the run on the server within a minute, got none');
}

/** Ends the wait after a minute. */
async function untilLine(child, pattern) {
  const timeout = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const match = pattern.exec(line);
      if (match !== null) return match;
    }
  } finally {
    clearTimeout(timeout);
  }
  throw new Error(`Expected a line like ${pattern}, got the end of ${child.spawnargs.join(' ')}`);
}

function ask(command, argument) {
  const script = join(root, 'scripts/check-tracking.py');
  return JSON.parse(run(python, [script, command, argument], { environment, outputOnly: true }));
}

/** Each figure of metrics.jsonl once, in the order of steps, at the time of the run's clock. */
function expectPoints({ units = 16, points }, name, rounded) {
  const read = (file) => readFileSync(at(`runs/${name}/${file}`), 'utf8');
  const begun = Date.parse(JSON.parse(read('config.json')).sessions[0].startedAt);
  const expected = {};
  let elapsedSeconds = 0;
  for (const line of read('metrics.jsonl').trim().split('\n').map(JSON.parse)) {
    elapsedSeconds = line.elapsedSeconds ?? elapsedSeconds;
    const ofSteps = ['learningRate', 'gradientNorm', 'charactersPerSecond'];
    for (const key of ['bitsPerCharacter', 'lossNats', 'accuracy', ...ofSteps]) {
      if (!(key in line)) continue;
      const curve = `${line.type === 'step' ? 'train' : line.type}/${key}`;
      expected[curve] ??= [];
      expected[curve].push([line.step, Math.round(begun + 1000 * elapsedSeconds), rounded(line[key])]);
    }
  }
  const sorted = (tree) => JSON.stringify(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
  const count = Object.values(points).flat().length;
  if (units !== 16 || sorted(points) !== sorted(expected))
    throw new Error(`Expected ${sorted(expected).slice(0, 5000)}\ngot ${sorted(points).slice(0, 5000)}`);
  console.log(`      ${name}: ${count} points of ${Object.keys(points).length} curves, all equal`);
}
