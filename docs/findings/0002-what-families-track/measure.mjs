// Trains the networks of finding 2 until all validation answers are right, or for 8 million characters, and keeps them, a line each. It can be
// stopped and started again at any time; of several processes each takes other languages.
//
//   pnpm build && pnpm native && node docs/findings/0002-what-families-track/measure.mjs ['associative recall' | 'Dyck-(2, 3)' | parity …]
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '../../../packages/code/dist/index.js';
import { controlText } from '../../../packages/eval/dist/internal.js';
import { CharacterModel } from '../../../packages/model/dist/index.js';
import { timeMajor } from '../../../packages/model/dist/internal.js';
import { train } from '../../../packages/trainer/dist/index.js';
import { trainingConfigSchema } from '../../../packages/trainer/dist/internal.js';
import { startEngine } from '../shared.mjs';
import { bestRate, CONTROLS, FAMILIES, kept, path, RATES, SEEDS, shareRight } from './plan.mjs';

/** A round is so many steps of 16 × 64 characters. */
const ROUND = 500;
/** Maximum number of rounds when the rate is chosen, and afterward. */
const MOST = { choosing: 2, measuring: 16 };
/** Characters of test strings asked after each round. */
const ASKED = 30_000;
/** Strings of training, validation and test are drawn with other seeds. */
const VALIDATION = 0x3c6ef372;
const TEST = 0x5bd1e995;

const tf = await startEngine();
tf.enableProdMode();

const asked = process.argv.slice(2);
for (const control of asked.length > 0 ? asked : Object.keys(CONTROLS)) {
  for (const family of Object.keys(FAMILIES)) {
    for (const rate of RATES) await once({ control, family, rate, seed: 1 }, MOST.choosing);
    for (const seed of SEEDS) {
      const rate = bestRate(control, family);
      await once({ control, family, rate, seed }, MOST.measuring);
    }
  }
}

async function once(job, most) {
  if (kept.some((one) => Object.entries(job).every(([name, value]) => one[name] === value))) return;
  const began = performance.now();
  const trained = { ...job, ...(await learn(job, most)) };
  kept.push(trained);
  appendFileSync(path, `${JSON.stringify(trained)}\n`);
  const { control, family, rate, seed, rounds } = trained;
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${control}, ${family}, ${rate}, seed ${seed}: ${rounds.join(' ')}, ${seconds} s`);
}

async function learn({ control, family, rate, seed }, most) {
  const { task } = CONTROLS[control];
  const vocabulary = Array.from({ length: task.characters }, (_, id) => String.fromCodePoint(0x4e00 + id));
  // One endless text has no beginning that a symbol could represent.
  const fixed = { beginOfDocument: false, embeddingRange: 1, dropout: 0, l2: 0, vocabulary };
  const model = CharacterModel.initialize({ ...FAMILIES[family], ...fixed }, { seed });
  const ids = controlText(task, 2_000_000, new RandomStream(seed));
  const text = { ids, documents: [{ path: control, start: 0, end: ids.length }], unknownCharacters: 0 };
  const nothing = { ids: new Uint16Array(), documents: [], unknownCharacters: 0 };
  const config = trainingConfigSchema.parse({
    batchSize: 16,
    sequenceLength: 64,
    epochs: null,
    maxCharacters: 1024 * ROUND * most,
    seed,
    learningRate: rate,
    schedule: 'constant',
    validationEverySteps: 0,
    checkpointEverySteps: 0,
  });
  const folder = mkdtempSync(join(tmpdir(), 'finding-2-'));
  const training = {
    model,
    corpusData: { train: text, validation: nothing },
    config,
    runFolder: join(folder, 'run'),
  };
  const rounds = [];
  let resume;
  do {
    ({ checkpoint: resume } = await train({ ...training, resume, stopAtStep: ROUND * (rounds.length + 1) }));
    rounds.push(Number(shareRight(await ask(model, control, VALIDATION ^ seed)).toFixed(3)));
  } while (rounds.length < most && rounds.at(-1) < 0.999);
  const test = await ask(model, control, TEST ^ seed);
  rmSync(folder, { recursive: true });
  const { parameterCount: parameters } = model;
  model.dispose();
  return { parameters, rounds, test };
}

/** Asks new strings, each read after another one, as in training. @returns `[size, right, asked]` of each size that is asked at least 100 times */
async function ask(model, control, seed) {
  const { task, sizeOf } = CONTROLS[control];
  const random = new RandomStream(seed);
  const counts = new Map();
  for (let characters = 0; characters < ASKED; ) {
    const strings = Array.from({ length: 64 }, () => task.draw(random, 'test'));
    const befores = strings.map((_, index) => [0, ...strings.at(index - 1).ids]);
    const read = strings.map(({ ids }, index) => Uint16Array.of(...befores[index], 0, ...ids));
    const length = Math.max(...read.map((one) => one.length));
    const logits = tf.tidy(
      () =>
        model.forward(
          tf.tensor2d(timeMajor(read, length), [length, strings.length], 'int32'),
          model.zeroState(strings.length),
        ).logits,
    );
    const values = await logits.data();
    logits.dispose();
    strings.forEach((string, index) => {
      characters += string.ids.length;
      for (const { at, start } of string.questions) {
        const row = ((befores[index].length + at) * strings.length + index) * task.characters;
        const isRight = answers(task, values.subarray(row, row + task.characters), string.ids[at]);
        const size = Math.max(4, 2 ** Math.ceil(Math.log2(sizeOf(string, at - start))));
        const [right, asked] = counts.get(size) ?? [0, 0];
        counts.set(size, [right + Number(isRight), asked + 1]);
      }
    });
  }
  return [...counts]
    .map(([size, count]) => [size, ...count])
    .filter(([, , asked]) => asked >= 100)
    .sort(([a], [b]) => a - b);
}

/** Metric 17's rule: a closer has more than 0.8 of the probability of all closers, any other answer is the most probable character. */
function answers({ task, characters }, row, answer) {
  if (task !== 'dyck') return row.every((score, id) => id === answer || score < row[answer]);
  const closers = row.subarray((characters + 1) / 2);
  return closers.reduce((sum, score) => sum + Math.exp(score - row[answer]), 0) < 1 / 0.8;
}
