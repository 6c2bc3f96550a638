// Trains and measures the networks of finding 1, and keeps what figures.mjs needs beside this script. Some three hours on two cores. It can
// be stopped and started again at any time: what is kept is not done again, and a training goes on where it was.
//
//   pnpm build && pnpm native && node docs/findings/0001-carried-state/measure.mjs [trainings at once]
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ARMS, keep, kept, nameOf, SETTINGS, SIZES } from './arms.mjs';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const runs = join(root, 'runs/finding-1');
mkdirSync(runs, { recursive: true });

// Seed by seed, so that all arms of a size have as many, whenever it is stopped.
const jobs = SIZES.flatMap((size) =>
  size.seeds.flatMap((seed) => size.arms.map((arm) => ({ ...size, arm, seed }))),
).sort((a, b) => a.units - b.units || a.seed - b.seed);
const left = jobs.filter((job) => !(nameOf(job) in kept.networks));
await Promise.all(Array.from({ length: Number(process.argv[2] ?? 2) }, work));

async function work() {
  for (let job = left.shift(); job !== undefined; job = left.shift()) await trainAndMeasure(job);
}

async function trainAndMeasure(job) {
  const { arm, seed, units } = job;
  const name = nameOf(job);
  console.log(`${new Date().toISOString()} ${name}`);
  const checkpoint = await train(name, job);
  const { stdout } = await node(join(here, 'measure-network.mjs'), checkpoint);
  const { items, ...measured } = JSON.parse(stdout);
  kept.items ??= items;
  if (JSON.stringify(items) !== JSON.stringify(kept.items))
    throw new Error(`Expected the swaps of the networks before, got others for ${name}.`);
  const { config, progress } = JSON.parse(readFileSync(join(checkpoint, 'state.json'), 'utf8'));
  const { step, charactersSeen, best, elapsedSeconds } = progress;
  const { training } = config;
  const validationBits = best.lossNats / Math.LN2;
  kept.networks[name] = {
    arm,
    seed,
    units,
    training,
    step,
    charactersSeen,
    validationBits,
    elapsedSeconds,
    ...measured,
  };
  keep();
}

/** @returns the folder of the last checkpoint: when to stop is the same for all */
async function train(name, { arm, seed, units, embedding, rate, characters }) {
  const finished = join(runs, name, 'finished');
  if (!existsSync(finished)) {
    const isBegun = checkpointsOf(name).length > 0;
    const set = [
      ...SETTINGS,
      ...ARMS[arm],
      ...[
        `units=${units}`,
        `embeddingSize=${embedding}`,
        `learningRate=${rate}`,
        `maxCharacters=${characters}`,
      ],
      'epochs=null',
    ];
    await node(
      ...[join(root, 'apps/cli/dist/main.js'), 'train', '--runs', runs, '--run', name],
      ...['--engine', 'native', '--threads', '1'],
      ...(isBegun
        ? ['--resume', 'latest']
        : ['--precision', 'mixed_bfloat16', '--seed', String(seed), '--set', ...set]),
    );
    writeFileSync(finished, '');
  }
  return join(runs, name, 'checkpoints', checkpointsOf(name).at(-1));
}

function checkpointsOf(name) {
  const checkpoints = join(runs, name, 'checkpoints');
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .filter((one) => existsSync(join(checkpoints, one, 'COMPLETE')))
    .sort();
}

function node(...parameters) {
  return run(process.execPath, parameters, { cwd: root, maxBuffer: 2 ** 28 });
}
