import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CharTokenizer } from '@longrange/corpus';
import { readRegularFile } from '@longrange/corpus/internal';
import { describeValue, LongrangeError, systemProblem } from '@longrange/errors';
import { type ReadModel, withVocabulary } from '@longrange/formats';
import { isCharacter, LARGEST_MODEL_FILE, namesModelFile } from '@longrange/formats/internal';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import { readPretrained } from '@longrange/models/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { type FileOptions, fileCorpus, loadConfiguredCorpus, resolveCorpus } from '../corpus/load-data.ts';
import { createReporter } from '../terminal/reporter.ts';
import type { WorkerAnswer, WorkerInput } from './model-file-worker.ts';
import type { ModelSource } from './model-source.ts';

const PRETRAINED = 'pretrained:';

/** True for a model without a run: a file, or `pretrained:NAME`. */
export function isWithoutRun(word: string): boolean {
  return word.startsWith(PRETRAINED) || namesModelFile(word);
}

/**
 * Reads a model from a Keras or safetensors file, or a pretrained one.
 *
 * @param path of the file, or `pretrained:NAME`
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `FORMAT_…`, `PRETRAINED_UNKNOWN`, and as `readVocabulary`
 */
export async function readModelSource(path: string, options: FileOptions): Promise<ModelSource> {
  const pretrained = path.startsWith(PRETRAINED) ? path.slice(PRETRAINED.length) : undefined;
  const bytes = await (pretrained === undefined ? readBytes(path) : readPretrained(pretrained));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const read = pretrained === undefined ? await readInWorker(bytes, path) : readSafetensors(bytes, path);
  const { vocabulary: named } = options;
  const vocabulary = named === undefined ? undefined : await readVocabulary(named, options);
  const { config, values } = withVocabulary(read, vocabulary, path);
  return {
    name: pretrained ?? basename(path, extname(path)),
    path,
    sha256,
    vocabulary: config.vocabulary,
    tokensTakenOut: read.config.vocabulary.length - config.vocabulary.length,
    language: read.language,
    training: null,
    load: () => CharacterModel.fromValues(config, values),
  };
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: number;
  try {
    bytes = (await stat(path)).size;
  } catch (cause) {
    throw wrongUsage({ code: 'CHECKPOINT_NOT_FOUND', ...systemProblem('read', path, cause), cause });
  }
  if (bytes > LARGEST_MODEL_FILE) {
    throw wrongUsage({
      code: 'FORMAT_TOO_LARGE',
      message: `Expected a model of at most ${LARGEST_MODEL_FILE} bytes in ${path}, got ${bytes}.`,
      hint: 'save it without its optimizer.',
    });
  }
  return (await readRegularFile(path, { documentBytes: LARGEST_MODEL_FILE })) as Uint8Array<ArrayBuffer>;
}

/** Limit on processor time. A valid file takes two seconds, most of which is the library's startup. */
const MOST_SECONDS = 30;
const MOST_SECONDS_PER_GIB = 30;
/** Limit on the JavaScript heap, which does not hold the weights. */
const MOST_HEAP_MIB = 512;

/**
 * Runs `readModelFile` in a separate thread, which can be stopped: HDF5's library may loop forever on a damaged file.
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
    // HDF5's library prints to these when it fails, in addition to throwing an error.
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
    throw wrongUsage({ ...answer.error });
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw wrongUsage({
      code: 'FORMAT_DAMAGED',
      message: `Expected a model in ${path}, got: ${(error as Error).message}.`,
      hint: 'the file is damaged; copy it again from where it was saved.',
      cause: error,
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/**
 * Reads the vocabulary of a model: from a `.json` file, the characters in the order of their ids, as a list; from any other
 * source, the sorted set of the cleaned text's characters. A list may contain Keras' tokens `''` and `'[UNK]'`.
 *
 * @throws LongrangeError (exit code 2) `VOCABULARY_INVALID`, `TOKENIZER_VOCABULARY`, `CORPUS_…`
 */
export async function readVocabulary(word: string, options: FileOptions): Promise<readonly string[]> {
  if (word.toLowerCase().endsWith('.json')) return readList(word);
  // Messages about packages do not belong to the standard output of a command.
  const reporter = createReporter(process.stderr);
  const config = await resolveCorpus(fileCorpus({ ...options, corpus: [word] }), reporter);
  const whole = { ...config, split: { ...config.split, kind: 'document' as const, validation: 0, test: 0 } };
  const corpus = await loadConfiguredCorpus(whole, reporter);
  return CharTokenizer.fromSplit(corpus.split('train')).vocabulary;
}

async function readList(path: string): Promise<readonly string[]> {
  const bytes = await readRegularFile(path, { documentBytes: 2 ** 24 });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalid(path, (cause as Error).message, cause);
  }
  if (!Array.isArray(json)) throw invalid(path, describeValue(json));
  const other: unknown = json.find((entry) => typeof entry !== 'string');
  if (other !== undefined) throw invalid(path, `${describeValue(other)} in the list`);
  // The list may also contain tokens of a Keras layer that are not characters.
  CharTokenizer.fromVocabulary((json as string[]).filter(isCharacter));
  return json as string[];
}

function invalid(path: string, got: string, cause?: unknown): LongrangeError {
  return wrongUsage({
    code: 'VOCABULARY_INVALID',
    message: `Expected ${path} to hold the characters in the order of their ids, ["a", "b", …], got ${got}.`,
    hint: 'correct it, or name the training text instead.',
    cause,
  });
}
