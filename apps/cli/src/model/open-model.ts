import { modelFileEndings } from '@longrange/formats/internal';
import { type CheckpointReference, type FoundModel, findCheckpoint } from '@longrange/trainer';
import { bestCheckpoint, findModel, listCheckpoints, readFound } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { FileOptions } from '../corpus/load-data.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import type { EngineOptions } from '../engine/engine-name.ts';
import { runFolderOf } from '../run/run-record.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { isWithoutRun, readModelSource } from './model-file.ts';
import { describeSource, type ModelSource } from './model-source.ts';

/** Starts the engine, makes a model on it, and reports both. */
export async function startModel(source: ModelSource, options: EngineOptions, reporter: Reporter) {
  const engine = await chooseEngine(options, reporter);
  const model = source.load();
  reporter.detail('model', `${describeSource(source)}: ${model.description}`);
  if (source.tokensTakenOut > 0) {
    reporter.fact(
      'vocabulary',
      `${model.config.vocabulary.length} characters, without Keras' ${source.tokensTakenOut === 1 ? '[UNK]' : "'' and [UNK]"}, which no text contains: never read, and given no probability`,
    );
  }
  return { engine, model };
}

export interface FindSourceOptions extends FileOptions {
  readonly runs: string;
}

/**
 * Finds and reads the model that a word names: `latest`, `best`, a run, a checkpoint, a Keras or safetensors file, or `pretrained:NAME`.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_…`, `FORMAT_…`, `USAGE` for options that a run does not need
 */
export async function findModelSource(which: string, options: FindSourceOptions): Promise<ModelSource> {
  if (isWithoutRun(which)) return readModelSource(which, options);
  // A run's text may have moved.
  const { corpus, ...others } = options;
  refuseFileOptions(others);
  return sourceOf(await findModel(options.runs, which));
}

const ONE = String.raw`(?:\d+|best|latest|all|every:[1-9]\d*)`;
const SELECTOR = new RegExp(`^(.+)@(${ONE}(?:,${ONE})*)$`, 's');

/**
 * Finds and reads the models that a word names: a file, `pretrained:NAME`, `RUN`, or `RUN@…` with steps, `best`, `latest`, `all` or `every:N` (steps
 * that N divides, and the last), separated by commas. Each comes once, by rising step.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_…`, `FORMAT_…`
 */
export async function findModelSources(word: string, options: FindSourceOptions): Promise<ModelSource[]> {
  if (isWithoutRun(word)) return [await readModelSource(word, options)];
  return (await readFound(() => findCheckpoints(options.runs, word))).map(sourceOf);
}

async function findCheckpoints(runs: string, word: string): Promise<CheckpointReference[]> {
  const [, run, selectors] = SELECTOR.exec(word) ?? [];
  if (run === undefined || selectors === undefined) return [await findCheckpoint(runs, word)];
  const folder = runFolderOf((await findCheckpoint(runs, run)).folder);
  const checkpoints = await listCheckpoints(folder);
  const chosen = new Set(selectors.split(',').flatMap((selector) => select(checkpoints, selector, folder)));
  return checkpoints.filter((checkpoint) => chosen.has(checkpoint));
}

function select<T extends CheckpointReference>(
  checkpoints: readonly T[],
  selector: string,
  folder: string,
): T[] {
  const last = checkpoints.at(-1)!;
  if (selector === 'all') return [...checkpoints];
  if (selector === 'latest') return [last];
  if (selector === 'best') return [bestCheckpoint(checkpoints) ?? notThere(checkpoints, selector, folder)];
  if (selector.startsWith('every:')) {
    const every = Number(selector.slice('every:'.length));
    return checkpoints.filter((checkpoint) => checkpoint.step % every === 0 || checkpoint === last);
  }
  const step = Number(selector);
  return [
    checkpoints.find((checkpoint) => checkpoint.step === step) ?? notThere(checkpoints, selector, folder),
  ];
}

function notThere(checkpoints: readonly CheckpointReference[], selector: string, folder: string): never {
  const wanted = selector === 'best' ? 'with a validation loss' : `of step ${formatCount(Number(selector))}`;
  const steps = checkpoints.map(({ step }) => formatCount(step)).join('; ');
  throw wrongUsage({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected a checkpoint ${wanted} in ${folder}, got only those of steps ${steps}.`,
    hint: 'training keeps the two newest and the best; keep more with --set keepCheckpoints=100.',
  });
}

/** @throws LongrangeError `USAGE` (exit code 2) for options of model files without a model file */
export function refuseFileOptions(options: FileOptions): void {
  const names = ['vocabulary', 'corpus', 'set'] as const;
  const given = names.filter((name) => (options[name]?.length ?? 0) > 0);
  if (given.length === 0) return;
  throw wrongUsage({
    code: 'USAGE',
    message: `Expected ${given.map((name) => `--${name}`).join(' and ')} with a model file (${modelFileEndings.join(', ')}), got a run.`,
    hint: 'a run records its own vocabulary and corpus; leave the option out.',
  });
}

/** Model of a checkpoint of a run. */
function sourceOf({ checkpoint, state, load }: FoundModel): ModelSource {
  return {
    name: checkpoint.run,
    path: checkpoint.folder,
    sha256: state.files['weights.bin'],
    vocabulary: state.config.model.vocabulary as string[],
    tokensTakenOut: 0,
    training: {
      runFolder: runFolderOf(checkpoint.folder),
      step: checkpoint.step,
      charactersSeen: state.progress.charactersSeen,
      seed: state.randomStreams.seed,
      elapsedSeconds: state.progress.elapsedSeconds,
      config: state.config,
    },
    load,
  };
}
