// Trains and measures the networks of finding 1, and keeps what figures.mjs needs beside this script. Some three hours on two cores. It can
// be stopped and started again at any time: what is kept is not done again, and a training goes on where it was.
//
//   pnpm build && pnpm native && node docs/findings/0001-carried-state/measure.mjs [trainings at once]
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, trainOnce } from '../train-once.mjs';
import { ARMS, folder, keep, kept, nameOf, SETTINGS, SIZES } from './arms.mjs';

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
  const { arm, seed, units, embedding, rate, characters } = job;
  const name = nameOf(job);
  console.log(`${new Date().toISOString()} ${name}`);
  const sizes = [`units=${units}`, `embeddingSize=${embedding}`, `learningRate=${rate}`];
  const settings = [...SETTINGS, ...ARMS[arm], ...sizes, `maxCharacters=${characters}`, 'epochs=null'];
  const checkpoint = await trainOnce(runs, name, { threads: 1, seed, settings });
  const { items, ...measured } = JSON.parse(await node(join(folder, 'measure-network.mjs'), checkpoint));
  kept.items ??= items;
  if (JSON.stringify(items) !== JSON.stringify(kept.items))
    throw new Error(`Expected the swaps of the networks before, got others for ${name}.`);
  const { config, progress } = JSON.parse(readFileSync(join(checkpoint, 'state.json'), 'utf8'));
  const { step, charactersSeen, best, elapsedSeconds } = progress;
  const { training } = config;
  const validationBits = best.lossNats / Math.LN2;
  const trained = { training, step, charactersSeen, validationBits, elapsedSeconds };
  kept.networks[name] = { arm, seed, units, ...trained, ...measured };
  keep();
}
