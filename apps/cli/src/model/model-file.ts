import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { readRegularFile } from '@longrange/corpus/internal';
import { LongrangeError, systemProblem } from '@longrange/errors';
import { LARGEST_MODEL_FILE, withVocabulary } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import type { FileOptions } from '../corpus/file-corpus.ts';
import type { ModelSource } from './model-source.ts';
import { readInWorker } from './read-in-worker.ts';
import { readVocabulary } from './read-vocabulary.ts';

/**
 * Reads a model from a file of Keras or safetensors.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `FORMAT_…`, and as `readVocabulary`
 */
export async function readModelSource(path: string, options: FileOptions): Promise<ModelSource> {
  const bytes = await readBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const read = await readInWorker(bytes, path);
  const { vocabulary: named } = options;
  const vocabulary = named === undefined ? undefined : await readVocabulary(named, options);
  const { config, values } = withVocabulary(read, vocabulary, path);
  return {
    name: basename(path, extname(path)),
    path,
    sha256,
    vocabulary: config.vocabulary,
    tokensTakenOut: read.config.vocabulary.length - config.vocabulary.length,
    training: null,
    load: () => CharacterModel.fromValues(config, values),
  };
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: number;
  try {
    bytes = (await stat(path)).size;
  } catch (cause) {
    throw new LongrangeError({
      code: 'CHECKPOINT_NOT_FOUND',
      ...systemProblem('read', path, cause),
      cause,
      exitCode: 2,
    });
  }
  if (bytes > LARGEST_MODEL_FILE) {
    throw new LongrangeError({
      code: 'FORMAT_TOO_LARGE',
      message: `Expected a model of at most ${LARGEST_MODEL_FILE} bytes in ${path}, got ${bytes}.`,
      hint: 'save it without its optimizer.',
      exitCode: 2,
    });
  }
  return (await readRegularFile(path, { documentBytes: LARGEST_MODEL_FILE })) as Uint8Array<ArrayBuffer>;
}
