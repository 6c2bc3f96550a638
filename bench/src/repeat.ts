import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { CharTokenizer, encodeSplit, loadCorpus, StreamBatcher } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import {
  corpusConfigSchema,
  corpusOptions,
  hyperparametersSchema,
  learningRateAt,
  readMetrics,
  totalSteps,
  trainingConfigSchema,
} from '@longrange/trainer';
import '@tensorflow/tfjs-backend-cpu';

/** What PyTorch needs to know besides the files. */
interface Recipe {
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly clipNorm: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly layers: number;
  /** Steps of the first line of the run's log. */
  readonly firstSteps: number;
  /** One for each step. */
  readonly learningRates: readonly number[];
  /** Names and shapes of the weights in `parameters.f32`, in its order. */
  readonly parameters: readonly (readonly [string, readonly number[]])[];
  /** Ends of the documents of `validation.i32`. */
  readonly documentEnds: readonly number[];
  readonly beginOfDocument: number;
}

/**
 * PyTorch repeats one of our runs: the same first weights, batches in the same order, learning rates and clipping. Prints the bits per character
 * of the validation split that each ends with; the last line is one JSON document.
 */
export async function repeat(run: string | undefined, ...variant: readonly string[]): Promise<void> {
  if (run === undefined) throw new Error('Expected the folder of a run, got none.');
  const folder = await mkdtemp(join(tmpdir(), 'longrange-repeat-'));
  try {
    const ours = await writeRecipe(run, folder);
    const theirs = await runPyTorch(folder, variant);
    console.log(
      `first steps: ${ours.firstNats.toFixed(5)} nats; ${theirs.name}: ${theirs.firstNats.toFixed(5)}`,
    );
    console.log(`${run}: ${ours.bits.toFixed(4)} bits/char; ${theirs.name}: ${theirs.bits.toFixed(4)}`);
    console.log(JSON.stringify({ run, ours, theirs }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How the run itself began and ended. */
interface Ends {
  /** Mean loss of the first steps: both begin alike, to rounding, or something differs. */
  readonly firstNats: number;
  /** Bits per character of the validation split. */
  readonly bits: number;
}

async function writeRecipe(run: string, folder: string): Promise<Ends> {
  const { config, sessions } = JSON.parse(await readFile(join(run, 'config.json'), 'utf8'));
  const training = trainingConfigSchema.parse(config.training);
  const { vocabulary, formatVersion: _, ...chosen } = config.model;
  const hyperparameters = hyperparametersSchema.parse(chosen);
  const corpus = await loadCorpus(
    corpusOptions(corpusConfigSchema.parse(sessions[0].provenance.corpus.config)),
  );
  const tokenizer = CharTokenizer.fromVocabulary(vocabulary);
  const model = CharacterModel.initialize({ ...hyperparameters, vocabulary }, { seed: training.seed });
  if (model.beginOfDocument === null || training.clip.kind !== 'global' || training.microBatchSize !== null)
    throw new Error('Expected a run with the symbol for beginnings, global clipping and whole batches.');
  const batcher = new StreamBatcher({
    ...encodeSplit(corpus.split('train'), tokenizer),
    ...training,
    beginOfDocument: model.beginOfDocument,
    resetAlways: training.initialState === 'zero',
  });
  const steps = totalSteps(training, batcher);
  if (steps === null) throw new Error('Expected a run of a known length, got one that the clock ended.');
  await pipeline(batchesOf(batcher, steps), createWriteStream(join(folder, 'batches.i32')));
  const validation = encodeSplit(corpus.split('validation'), tokenizer);
  await writeFile(join(folder, 'validation.i32'), Int32Array.from(validation.ids));
  const weights = [...model.parameters];
  await writeFile(
    join(folder, 'parameters.f32'),
    Buffer.concat(weights.map(([, weight]) => Buffer.from(weight.dataSync<'float32'>().slice().buffer))),
  );
  const recipe: Recipe = {
    batchSize: training.batchSize,
    sequenceLength: training.sequenceLength,
    clipNorm: training.clip.norm,
    betas: [training.beta1, training.beta2],
    epsilon: training.epsilon,
    layers: hyperparameters.layers,
    firstSteps: training.logEverySteps,
    learningRates: Array.from({ length: steps }, (_, i) =>
      learningRateAt(training, { step: i + 1, totalSteps: steps, clockShare: 0 }),
    ),
    parameters: weights.map(([name, { shape }]) => [name, shape] as const),
    documentEnds: validation.documents.map(({ end }) => end),
    beginOfDocument: model.beginOfDocument,
  };
  await writeFile(join(folder, 'recipe.json'), JSON.stringify(recipe));
  const lines = await readMetrics(run);
  const last = lines.filter((line) => line.type === 'validation').at(-1);
  if (last?.type !== 'validation') throw new Error('Expected a run with a validation, got none.');
  if (last.characters !== validation.ids.length)
    throw new Error('Expected a run validated on the whole split: --set validationMaxCharacters=null.');
  const first = lines.find((line) => line.type === 'step');
  if (first?.type !== 'step') throw new Error('Expected a run with steps in its log, got none.');
  return { firstNats: first.lossNats, bits: last.lossNats / Math.LN2 };
}

/** For each step tokens and targets, [T, B] each, and whether each sequence starts empty, [B]. */
function* batchesOf(batcher: StreamBatcher, steps: number) {
  for (let step = 0; step < steps; step++) {
    const { tokens, targets, startsEmpty } = batcher.next();
    const words = Int32Array.from([...tokens, ...targets, ...startsEmpty.map(Number)]);
    yield new Uint8Array(words.buffer);
  }
}

async function runPyTorch(folder: string, variant: readonly string[]) {
  const script = fileURLToPath(new URL('../peers/pytorch_repeat.py', import.meta.url));
  const python = (process.env.LONGRANGE_PYTHON ?? 'python3').split(delimiter)[0]!;
  const child = spawn(python, [script, folder, String(availableParallelism()), ...variant], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Without that Python its output ends at once.
  child.on('error', () => {});
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (!line.startsWith('{')) console.log(line);
  }
  if (!last.startsWith('{'))
    throw new Error(`Expected ${python} with torch and numpy to run ${script}, got its end.`);
  return JSON.parse(last) as Ends & { readonly name: string; readonly charactersPerSecond: number };
}
