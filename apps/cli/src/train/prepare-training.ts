import { CharTokenizer, describeCorpus, encodeSplit } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { loadModelDescription } from '@longrange/model/node';
import type { TrainingConfig } from '@longrange/trainer';
import { stepTimer } from '@longrange/trainer/internal';
import { setBackend } from '@tensorflow/tfjs-core';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { loadConfiguredCorpus, reloadCorpus, reportContamination } from '../corpus/load-data.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import type { EngineChoice, Precision } from '../engine/engine-name.ts';
import { refuseTrainingThatCannotFit } from '../model/memory-needs.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { RunPlan } from './plan-run.ts';
import { describeTraining } from './training-progress.ts';

/** Everything that training needs in memory. */
export type TrainingMaterial = Awaited<ReturnType<typeof readMaterial>>;

/** Run with its engine and all that training needs in memory. */
export interface ReadyRun {
  readonly plan: RunPlan;
  readonly engine: EngineChoice;
  readonly material: TrainingMaterial;
}

/** Starts the engine, and reads the corpus and makes the model for it. */
export async function prepareTraining(
  planned: RunPlan,
  options: TrainOptions,
  reporter: Reporter,
): Promise<ReadyRun> {
  const { start, nativeConfig } = planned;
  reporter.fact('run', describeRun(planned));
  const precision = precisionOf(options, start, reporter);
  const engine = await chooseEngine({ ...options, precision }, reporter);
  const plan = engine.engine === 'native' ? { ...planned, config: nativeConfig } : planned;
  const { config } = plan;
  refuseTrainingThatCannotFit(config, engine.engine);
  const material = await readMaterial(plan, options.corpus, reporter);
  const { model } = material;
  reporter.fact('model', `${model.description}: ${formatCount(model.parameterCount)} parameters`);
  reporter.detail('training', describeTraining(config, engine.precision));
  if (options.precision === 'mixed_bfloat16' && engine.engine === 'native' && start === undefined) {
    const speeds = await measurePrecisions(material, config.training, engine);
    const advice = precisionAdvice(...speeds);
    if (advice !== undefined) reporter.fact('precision', advice);
  }
  return { plan, engine, material };
}

/** Precision that was requested, otherwise that of the run that goes on. */
function precisionOf(
  { precision }: TrainOptions,
  start: RunPlan['start'],
  reporter: Reporter,
): Precision | undefined {
  if (precision === undefined || start === undefined) return precision ?? start?.record.precision;
  const before = start.record.precision;
  if (precision !== before) reporter.fact('precision', `${precision}; previously ${before}`);
  return precision;
}

function describeRun({ runFolder, start }: RunPlan): string {
  if (start === undefined) return runFolder;
  const { run, step } = start.checkpoint;
  return `${runFolder}, continuing from step ${formatCount(step)}${start.isSameRun ? '' : ` of ${run}`}`;
}

/**
 * Reads and encodes the corpus and makes a new model, whose weights a checkpoint replaces.
 *
 * @param places current location of the text of a resumed run; if empty, its original one
 */
async function readMaterial(plan: RunPlan, places: readonly string[], reporter: Reporter) {
  const { config, start } = plan;
  const corpus =
    start === undefined
      ? await loadConfiguredCorpus(config.corpus, reporter)
      : await reloadCorpus(start.record, reporter, places);
  const train = corpus.split('train');
  if (train.characters === 0)
    throw wrongUsage({
      code: 'CORPUS_EMPTY',
      message: `Expected text to train on, got only held-out text from ${corpus.sources.join(', ')}.`,
      hint: 'add other sources.',
    });
  const lines = describeCorpus(corpus)
    .replace(/^corpus: /, '')
    .split('\n');
  const [source = '', size = '', ...further] = lines.map((line) => line.trimStart());
  reporter.fact('corpus', [source, size]);
  if (further.length > 0) reporter.detail('', further);
  await reportContamination(corpus, reporter);
  const tokenizer =
    start === undefined
      ? CharTokenizer.fromSplit(train)
      : CharTokenizer.fromVocabulary((await loadModelDescription(start.checkpoint.folder)).config.vocabulary);
  const { vocabulary } = tokenizer;
  const model = CharacterModel.initialize(
    { ...config.model, vocabulary: [...vocabulary] },
    { seed: config.training.seed },
  );
  const corpusData = {
    train: encodeSplit(train, tokenizer),
    validation: encodeSplit(corpus.split('validation'), tokenizer),
  };
  return { corpus, tokenizer, corpusData, model };
}

/** Duration of the measurement. */
const MEASURE_MS = 1000;
/** Factor by which float32 must be faster: less may be due to the measurement. */
const CLEARLY = 1.05;

/** Describes both speeds, and what to do if bfloat16 is clearly slower; undefined if it is not. */
export function precisionAdvice(bfloat16: number, float32: number): string | undefined {
  if (float32 <= CLEARLY * bfloat16) return undefined;
  const [slow, fast] = [bfloat16, float32].map((speed) => formatCount(Number(speed.toPrecision(3))));
  return `bfloat16 is slower here: ${slow} characters/s against ${fast} in float32; leave out --precision to use that`;
}

/**
 * Measures training steps of new models like this one in bfloat16 and in float32, in turns, on the native engine. Leaves the model and the backend as
 * they are.
 * @returns characters per second in bfloat16, then in float32
 */
async function measurePrecisions(
  { model: { config }, corpusData }: Pick<TrainingMaterial, 'model' | 'corpusData'>,
  training: TrainingConfig,
  { backend, threads }: Pick<EngineChoice, 'backend' | 'threads'>,
): Promise<[number, number]> {
  const { registerNativeBackend } = await import('@longrange/backend-native');
  const other = await registerNativeBackend(threads === null ? {} : { threads });
  const sides = [];
  for (const name of [backend, other.backend]) {
    await setBackend(name);
    sides.push({ name, timer: stepTimer(config, training, corpusData.train), best: 0 });
  }
  const startMs = performance.now();
  // The first round warms up.
  for (let round = 0; round < 2 || performance.now() - startMs < MEASURE_MS; round++) {
    for (const side of sides) {
      await setBackend(side.name);
      side.best = Math.max(side.best, await side.timer.step());
    }
  }
  for (const { timer } of sides) timer.dispose();
  await setBackend(backend);
  return [sides[0]!.best, sides[1]!.best];
}
