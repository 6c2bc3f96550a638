import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readRegularFile } from '@longrange/corpus/internal';
import { LongrangeError, systemProblem } from '@longrange/errors';
import { LARGEST_MODEL_FILE, type ReadModel, withVocabulary } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import type { FileOptions } from '../corpus/file-corpus.ts';
import type { WorkerAnswer, WorkerInput } from './model-file-worker.ts';
import type { ModelSource } from './model-source.ts';
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

/** Limit of processor time. A sound file takes two seconds, most of them to start the library. */
const MOST_SECONDS = 30;
const MOST_SECONDS_PER_GIB = 30;
/** Limit of the heap for JavaScript values, which weights are not. */
const MOST_HEAP_MIB = 512;

/**
 * Runs `readModelFile` in a thread of its own, which can be stopped: HDF5's library may loop forever in a damaged file.
 *
 * @param bytes transferred to the thread, and unusable afterward
 * @throws LongrangeError (exit code 2) `FORMAT_…`
 */
async function readInWorker(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<ReadModel> {
  const most = MOST_SECONDS + (MOST_SECONDS_PER_GIB * bytes.length) / 2 ** 30;
  const worker = new Worker(new URL('./model-file-worker.js', import.meta.url), {
    workerData: { bytes, path } satisfies WorkerInput,
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
    // HDF5's library prints when it gives up, besides throwing an error.
    stdout: true,
    stderr: true,
  });
  const start = process.cpuUsage();
  let watch: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread that read it ended')));
      watch = setInterval(() => {
        const { user, system } = process.cpuUsage(start);
        if ((user + system) / 1e6 > most) reject(new Error(`not finished after ${Math.round(most)} seconds`));
      }, 500);
    });
    if ('model' in answer) return answer.model;
    throw new LongrangeError({ ...answer.error, exitCode: 2 });
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw new LongrangeError({
      code: 'FORMAT_DAMAGED',
      message: `Expected a model in ${path}, got: ${(error as Error).message}.`,
      hint: 'the file is damaged; copy it again from where it was saved.',
      cause: error,
      exitCode: 2,
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}
