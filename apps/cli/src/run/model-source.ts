import { LongrangeError } from '@longrange/errors';
import { modelFileEndings, namesModelFile } from '@longrange/formats';
import type { CharacterModel } from '@longrange/model';
import { type FoundModel, findModel } from '@longrange/trainer';
import { formatCount } from '../terminal/format.ts';
import { readModelSource } from './model-file.ts';
import { runFolderOf } from './run-record.ts';

/** A model that was found and read, wherever it is from: what becomes of its files afterwards does not matter. */
export interface ModelSource {
  /** Name of the run, or of the file. */
  readonly name: string;
  /** Folder of the checkpoint, or path of the file. */
  readonly path: string;
  /** Of the weights, or of the whole file. */
  readonly sha256: string;
  readonly vocabulary: readonly string[];
  /** What a run of ours knows; null for a file, which does not tell. */
  readonly training: TrainingState | null;
  /** Makes the model on the engine that is active. */
  readonly load: () => CharacterModel;
}

export interface TrainingState {
  readonly runFolder: string;
  readonly step: number;
  readonly charactersSeen: number;
  readonly seed: number;
  /** Settings of model and training. */
  readonly config: FoundModel['state']['config'];
}

/** What a model file does not tell. */
export interface FileOptions {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
  /** Sources of the text that it was trained on. */
  readonly corpus?: readonly string[];
  /** `key=value` each, of the corpus. */
  readonly set?: readonly string[];
}

export interface FindSourceOptions extends FileOptions {
  readonly runs: string;
}

/**
 * Finds and reads the model that a word names: `latest`, `best`, a run or a checkpoint, or a file of Keras or safetensors.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_…`, `FORMAT_…`, `USAGE` where a run is told what it knows
 */
export async function findModelSource(which: string, options: FindSourceOptions): Promise<ModelSource> {
  if (namesModelFile(which)) return readModelSource(which, options);
  refuseFileOptions(options);
  return sourceOf(await findModel(options.runs, which));
}

/** @throws LongrangeError `USAGE` (exit code 2) where options of model files are given, and there is none */
export function refuseFileOptions(options: FileOptions): void {
  const given = (['vocabulary', 'corpus', 'set'] as const).filter((name) => (options[name]?.length ?? 0) > 0);
  if (given.length === 0) return;
  throw new LongrangeError({
    code: 'USAGE',
    message: `Expected ${given.map((name) => `--${name}`).join(' and ')} with a model file (${modelFileEndings.join(', ')}), got a run.`,
    hint: 'a run knows its vocabulary and its corpus; leave the flag out.',
    exitCode: 2,
  });
}

/** A checkpoint of a run. */
export function sourceOf({ checkpoint, state, load }: FoundModel): ModelSource {
  return {
    name: checkpoint.run,
    path: checkpoint.folder,
    sha256: state.files['weights.bin'],
    vocabulary: state.config.model.vocabulary as string[],
    training: {
      runFolder: runFolderOf(checkpoint.folder),
      step: checkpoint.step,
      charactersSeen: state.progress.charactersSeen,
      seed: state.randomStreams.seed,
      config: state.config,
    },
    load,
  };
}

/** `runs/mine/checkpoints/step-000500, step 500`, or the path of a file. */
export function describeSource({ path, training }: ModelSource): string {
  return training === null ? path : `${path}, step ${formatCount(training.step)}`;
}
