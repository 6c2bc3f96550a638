import { existsSync, readFileSync } from 'node:fs';
import { registerNativeBackend } from '@longrange/backend-native';
import { askControl } from '@longrange/eval/controls';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { controlReader, trainControl } from '../../apps/cli/src/eval/train-control.ts';
import { CONTROLS, FAMILIES, RATES, SEEDS } from './families-plan.ts';
import { type Answers, shareRight, type Trained, tables } from './families-table.ts';

type Job = Pick<Trained, 'control' | 'family' | 'rate' | 'seed'>;

/** Characters of test strings of each network; of validation as many. */
const TEST_CHARACTERS = 40_000;
/** A size of which fewer are asked is left out. */
const FEWEST = 100;
/** Strings of training, validation and test are drawn with other seeds. */
const VALIDATION = 0x3c6ef372;
const TEST = 0x5bd1e995;

/**
 * Trains every family on every control, at each rate with the first seed and at the best of them with the others, and prints a table for
 * each. What is trained is kept in a file; stopped and started again, it goes on.
 *
 * @param path of that file, a training a line
 * @param isOnlyTold to print what is kept there, and train nothing
 */
export async function families(path = 'runs/families.jsonl', isOnlyTold = false): Promise<void> {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  const kept = lines.map((line): Trained => JSON.parse(line));
  const keptOf = (job: Partial<Job>) =>
    kept.filter((one) => Object.entries(job).every(([name, value]) => one[name as keyof Job] === value));
  const pairs = Object.keys(CONTROLS).flatMap((control) =>
    Object.keys(FAMILIES).map((family) => ({ control, family })),
  );
  const [first, ...others] = SEEDS;
  const total = pairs.length * (RATES.length + others.length);

  const done = async (job: Job) => {
    if (keptOf(job).length > 0) return;
    const began = performance.now();
    const trained = await trainAndAsk(job);
    kept.push(trained);
    await writeFileAtomically(path, kept.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const seconds = Math.round((performance.now() - began) / 1000);
    const right = (100 * shareRight(trained.test)).toFixed(1);
    const { control, family, rate, seed } = job;
    console.error(
      `${kept.length} of ${total}: ${control}, ${family}, rate ${rate}, seed ${seed}: ${right} % right, ${seconds} s`,
    );
  };
  const bestRate = (pair: Partial<Job>) =>
    keptOf({ ...pair, seed: first }).sort((a, b) => shareRight(b.validation) - shareRight(a.validation))[0]
      ?.rate ?? RATES[0];

  if (!isOnlyTold) {
    enableProdMode();
    await registerNativeBackend({ threads: 1 });
    await setBackend('native');
    for (const rate of RATES) for (const pair of pairs) await done({ ...pair, rate, seed: first });
    for (const seed of others) for (const pair of pairs) await done({ ...pair, rate: bestRate(pair), seed });
  }
  console.log(tables(pairs.flatMap((pair) => keptOf({ ...pair, rate: bestRate(pair) }))));
}

async function trainAndAsk(job: Job): Promise<Trained> {
  const { control, family, rate, seed } = job;
  const { task, characters, sizeOf } = CONTROLS[control]!;
  const network = FAMILIES[family]!;
  const training = { network, characters, sequenceLength: 64, learningRate: rate };
  const model = await trainControl(task, training, { seed, onShare: () => {} });
  const ask = async (strings: number): Promise<Answers> => {
    const counts = new Map<number, [right: number, asked: number]>();
    const options = { testCharacters: TEST_CHARACTERS, seed: seed ^ strings };
    for (const { string, observations } of await askControl(task, controlReader(model), options))
      for (const { start, end, outcome } of observations) {
        const size = Math.max(4, 2 ** Math.ceil(Math.log2(sizeOf(string, end - start))));
        const [right, asked] = counts.get(size) ?? [0, 0];
        counts.set(size, [right + Number(outcome === 'held'), asked + 1]);
      }
    return [...counts]
      .map(([size, count]) => [size, ...count] as const)
      .filter(([, , asked]) => asked >= FEWEST)
      .sort(([a], [b]) => a - b);
  };
  const found = { validation: await ask(VALIDATION), test: await ask(TEST) };
  const { parameterCount: parameters } = model;
  model.dispose();
  return { ...job, parameters, ...found };
}
