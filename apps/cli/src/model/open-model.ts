import { CharTokenizer } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import { modelFileEndings, namesModelFile } from '@longrange/formats';
import type { CharacterModel } from '@longrange/model';
import { type FoundModel, findModel } from '@longrange/trainer';
import type { FileOptions } from '../corpus/file-corpus.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { type EngineChoice, type EngineOptions, reportEngine } from '../engine/engine-name.ts';
import { runFolderOf } from '../run/run-record.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { readModelSource } from './model-file.ts';
import { describeModel, describeSource, type ModelSource } from './model-source.ts';

export interface OpenModel {
  readonly engine: EngineChoice;
  readonly source: ModelSource;
  readonly model: CharacterModel;
  readonly tokenizer: CharTokenizer;
}

interface OpenModelOptions extends EngineOptions, FindSourceOptions {}

/**
 * Finds a model, checks its files, starts the engine, makes the model, and reports engine and model.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_…` for one that is damaged, `FORMAT_…` for a file
 */
export async function openModel(
  which: string,
  options: OpenModelOptions,
  reporter: Reporter,
): Promise<OpenModel> {
  const source = await findModelSource(which, options);
  const engine = await chooseEngine(options);
  reportEngine(reporter, engine, options.verbose);
  const model = source.load();
  reporter.detail('model', `${describeSource(source)}: ${describeModel(model)}`);
  if (source.tokensTakenOut > 0) {
    reporter.fact(
      'vocabulary',
      `${model.config.vocabulary.length} characters, without Keras' ${source.tokensTakenOut === 1 ? '[UNK]' : "'' and [UNK]"}, which no text contains: never read, and given no probability`,
    );
  }
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  return { engine, source, model, tokenizer };
}

export interface FindSourceOptions extends FileOptions {
  readonly runs: string;
}

/**
 * Finds and reads the model that a word names: `latest`, `best`, a run or a checkpoint, or a file of Keras or safetensors.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_…`, `FORMAT_…`, `USAGE` for options that a run does not need
 */
export async function findModelSource(which: string, options: FindSourceOptions): Promise<ModelSource> {
  if (namesModelFile(which)) return readModelSource(which, options);
  // A run's text may have moved.
  const { corpus, ...told } = options;
  refuseFileOptions(told);
  return sourceOf(await findModel(options.runs, which));
}

/** @throws LongrangeError `USAGE` (exit code 2) for options of model files without a model file */
export function refuseFileOptions(options: FileOptions): void {
  const names = ['vocabulary', 'corpus', 'extensions', 'charset', 'set'] as const;
  const given = names.filter((name) => (options[name]?.length ?? 0) > 0);
  if (given.length === 0) return;
  throw new LongrangeError({
    code: 'USAGE',
    message: `Expected ${given.map((name) => `--${name}`).join(' and ')} with a model file (${modelFileEndings.join(', ')}), got a run.`,
    hint: 'a run knows its vocabulary and its corpus, extensions and character set included; leave the flag out.',
    exitCode: 2,
  });
}

/** Model of a checkpoint of a run. */
export function sourceOf({ checkpoint, state, load }: FoundModel): ModelSource {
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
