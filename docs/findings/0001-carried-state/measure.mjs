// Trains and measures what docs/findings/0001-carried-state.md is made of, and keeps it beside this script. Some five hours on two cores, with a
// training on each of them. It can be stopped and started again at any time: what is kept is not done again, and a training goes on where it was.
// figures.mjs makes the page's figures of what is kept. To measure everything again, remove tuning.json, runs.json.br and runs/finding-1.
//
//   pnpm build && node docs/findings/0001-carried-state/measure.mjs
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../../../scripts/shell.mjs';
import { keep, runs, tuning } from './kept.mjs';

/** What a sequence starts from; the batches, their order and all other settings are the same. */
const ARMS = { carried: 'carried', reset: 'zero', elsewhere: 'elsewhere' };
const SEEDS = [1, 2, 3, 4, 5];
const SETTINGS = ['batchSize=16', 'sequenceLength=256', 'checkpointEverySteps=500'];
/**
 * Peaks of Adam's rate. Each arm tries all of them on the same half of a pass, and its best on the validation split is taken. Doubled again as
 * long as the largest is the best of any arm.
 */
const RATES = [0.001, 0.002, 0.004, 0.008];
const LARGEST_RATE = 0.064;
const TUNING = { seed: 100, settings: ['maxCharacters=3800000'] };
const PASSES = 2;
const TRAINING = ['maxCharacters=null', `epochs=${PASSES}`];
/** At once, with one thread each: what they do on one thread between the products does not keep a second core waiting. */
const AT_ONCE = 2;

/** Trainings and measurements that are at work: they end with this script. */
const children = new Set();
for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
process.once('exit', () => {
  for (const child of children) child.kill();
});

const workFolder = join(root, 'runs/finding-1');
mkdirSync(workFolder, { recursive: true });

for (let rates = RATES; rates.length > 0; ) {
  await inParallel(rates.flatMap((rate) => Object.keys(ARMS).map((arm) => () => tune(arm, rate))));
  const largest = rates.at(-1);
  const isAtEdge = Object.keys(ARMS).some((arm) => bestRate(arm) === largest);
  rates = isAtEdge && largest < LARGEST_RATE ? [2 * largest] : [];
}
await inParallel(SEEDS.flatMap((seed) => Object.keys(ARMS).map((arm) => () => trainAndMeasure(arm, seed))));

/** Runs the jobs, so many of them at once. */
async function inParallel(jobs) {
  const left = [...jobs];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function tune(arm, rate) {
  tuning[arm] ??= {};
  if (rate in tuning[arm]) return;
  const { validationBits } = await train(`tuning-${arm}-${rate}`, { arm, rate, ...TUNING });
  tuning[arm][rate] = validationBits;
  keep();
}

async function trainAndMeasure(arm, seed) {
  const name = `${arm}-${seed}`;
  if (name in runs) return;
  const trained = await train(name, { arm, seed, rate: bestRate(arm), settings: TRAINING });
  runs[name] = { ...trained, ...(await measure(name)) };
  keep();
}

async function train(name, { arm, seed, rate, settings }) {
  console.log(`${new Date().toISOString()} ${name}`);
  const folder = join(workFolder, name);
  const set = [...SETTINGS, ...settings, `initialState=${ARMS[arm]}`, `learningRate=${rate}`];
  const isBegun = existsSync(join(folder, 'checkpoints')) && checkpoints(folder).length > 0;
  if (!existsSync(join(folder, 'trained'))) {
    const begin = ['--run', name, '--seed', String(seed), '--set', ...set];
    await longrange(name, 'train', ...(isBegun ? ['--resume', 'latest', '--run', name] : begin));
    writeFileSync(join(folder, 'trained'), '');
  }
  const { config, progress } = lastState(folder);
  const { step, charactersSeen, best, elapsedSeconds } = progress;
  const validationBits = best.lossNats / Math.LN2;
  const { training } = config;
  return { arm, seed, learningRate: rate, training, step, charactersSeen, validationBits, elapsedSeconds };
}

/** The last checkpoint: when to stop is the same for all. */
async function measure(name) {
  const output = join(workFolder, name, 'measured');
  if (!existsSync(join(output, 'measured'))) {
    await longrange(name, 'eval', '--checkpoint', name, '--skip-controls', '--output', output);
    writeFileSync(join(output, 'measured'), '');
  }
  const folder = join(
    output,
    readdirSync(output, { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map((one) => one.name)
      .sort()
      .at(-1),
  );
  const { probes, subjects, bitsPerCharacter } = readJson(join(folder, 'result.json'));
  const { degeneration } = subjects.find(({ id }) => id === 'model');
  const { closers, minimalPairs, effectiveContext, pastMemory } = probes.predictors[0];
  return {
    documents: compact(readJson(join(folder, 'documents.json'))),
    result: {
      bitsPerCharacter,
      degeneration,
      d80: { natural: closers.natural.d80, stretched: closers.stretched?.d80 ?? null },
      pairs: minimalPairs,
      effectiveContext,
      pastMemory,
    },
  };
}

/** As it is, with numbers of six digits, and its checkpoint's path from the runs' folder on. */
function compact(documents) {
  const round = (value) => Number(value.toPrecision(6));
  const shorten = (figures) =>
    figures.map(({ parts, ...rest }) => ({
      ...rest,
      parts: parts.map(([document, numerator, denominator]) => [
        document,
        round(numerator),
        round(denominator),
      ]),
    }));
  const model = { ...documents.model, checkpoint: relative(workFolder, documents.model.checkpoint) };
  return { ...documents, model, tallies: shorten(documents.tallies), figures: shorten(documents.figures) };
}

function bestRate(arm) {
  const [[rate]] = Object.entries(tuning[arm]).sort(([, a], [, b]) => a - b);
  return Number(rate);
}

function checkpoints(folder) {
  return readdirSync(join(folder, 'checkpoints')).filter((name) =>
    existsSync(join(folder, 'checkpoints', name, 'COMPLETE')),
  );
}

function lastState(folder) {
  return readJson(join(folder, 'checkpoints', checkpoints(folder).sort().at(-1), 'state.json'));
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** What it prints goes to the run's own log. */
function longrange(name, command, ...options) {
  const parameters = [
    join(root, 'apps/cli/dist/main.js'),
    command,
    ...options,
    '--runs',
    workFolder,
    '--threads',
    '1',
  ];
  const log = createWriteStream(join(workFolder, `${name}.log`), { flags: 'a' });
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      log.end();
      children.delete(child);
      if (code === 0) done();
      else
        fail(new Error(`Expected longrange ${command} to end well, got exit code ${code}: see ${log.path}.`));
    });
  });
}
