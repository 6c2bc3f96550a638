import { LongrangeError } from '@longrange/errors';
import { modelFileEndings, namesModelFile } from '@longrange/formats';
import { type FoundModel, findModel } from '@longrange/trainer';
import type { FileOptions } from '../corpus/file-corpus.ts';
import { runFolderOf } from '../run/run-record.ts';
import { readModelSource } from './model-file.ts';
import type { ModelSource } from './model-source.ts';

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
  // A run's text may have moved.
  const { corpus, ...told } = options;
  refuseFileOptions(told);
  return sourceOf(await findModel(options.runs, which));
}

/** @throws LongrangeError `USAGE` (exit code 2) where options of model files are given, and there is none */
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

/** A checkpoint of a run. */
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
