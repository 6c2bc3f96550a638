// Trains and measures what docs/findings/0001-carried-state.md is to be made of, and keeps it in the folder beside that page. Some four hours on two
// cores. It can be stopped and started again at any time: what is kept is not done again, and a training goes on where it was.
//
//   pnpm build && node scripts/finding-1.mjs
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.mjs';

/** What a sequence starts from; the batches, their order and all other settings are the same. */
const ARMS = { carried: 'carried', reset: 'zero', elsewhere: 'elsewhere' };
const SEEDS = [1, 2, 3, 4, 5];
const SETTINGS = ['batchSize=16', 'sequenceLength=256', 'maxCharacters=null', 'checkpointEverySteps=500'];
/** Peaks of Adam's rate. Each arm tries all of them on the same one pass, and its best on the validation split is taken. */
const RATES = [0.001, 0.002, 0.004, 0.008];
const TUNING_SEED = 100;
const TUNING_PASSES = 1;
const PASSES = 2;

const kept = join(root, 'docs/findings/0001-carried-state');
const runs = join(root, 'runs/finding-1');
mkdirSync(kept, { recursive: true });
mkdirSync(runs, { recursive: true });

const tuning = [];
for (const rate of RATES) {
  for (const arm of Object.keys(ARMS)) {
    const name = `tuning-${arm}-${rate}`;
    tuning.push(await keep(name, () => train(name, arm, TUNING_SEED, rate, TUNING_PASSES)));
  }
}
for (const seed of SEEDS) {
  for (const arm of Object.keys(ARMS)) {
    const name = `${arm}-${seed}`;
    await keep(name, async () => {
      const trained = await train(name, arm, seed, bestRate(arm), PASSES);
      return { ...trained, ...(await measure(name)) };
    });
  }
}

/** What `make` gives, from the file that it was kept in, if it was. */
async function keep(name, make) {
  const path = join(kept, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  console.log(`\n== ${name}`);
  const made = await make();
  writeFileSync(`${path}.new`, `${JSON.stringify(made)}\n`);
  renameSync(`${path}.new`, path);
  return made;
}

async function train(name, arm, seed, learningRate, epochs) {
  const folder = join(runs, name);
  const settings = [
    ...SETTINGS,
    `initialState=${ARMS[arm]}`,
    `learningRate=${learningRate}`,
    `epochs=${epochs}`,
  ];
  const isBegun = existsSync(join(folder, 'checkpoints')) && checkpoints(folder).length > 0;
  const begin = ['--run', name, '--seed', String(seed), '--set', ...settings];
  if (!isBegun || lastState(folder).progress.epoch < epochs) {
    await longrange('train', ...(isBegun ? ['--resume', 'latest', '--run', name] : begin));
  }
  const { config, progress } = lastState(folder);
  const { step, charactersSeen, best, elapsedSeconds } = progress;
  const validationBits = best.lossNats / Math.LN2;
  return {
    arm,
    seed,
    learningRate,
    training: config.training,
    step,
    charactersSeen,
    validationBits,
    elapsedSeconds,
  };
}

async function measure(name) {
  const output = join(runs, name, 'measured');
  await longrange('eval', '--checkpoint', name, '--skip-controls', '--output', output);
  const folder = join(output, readdirSync(output).sort().at(-1));
  const { probes, subjects, bitsPerCharacter } = readJson(join(folder, 'result.json'));
  const { excerpt, ...samples } = subjects.find(({ id }) => id === 'model');
  const { pictures, ...units } = probes.units;
  return {
    documents: readJson(join(folder, 'documents.json')),
    result: { bitsPerCharacter, samples, probes: { ...probes, units } },
  };
}

function bestRate(arm) {
  const [best] = tuning.filter((run) => run.arm === arm).sort((a, b) => a.validationBits - b.validationBits);
  return best.learningRate;
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

function longrange(command, ...options) {
  const parameters = [join(root, 'apps/cli/dist/main.js'), command, ...options, '--runs', runs];
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`Expected longrange ${command} to end well, got exit code ${code}.`));
    });
  });
}
