import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { isSystemError, LongrangeError, parseOptions, systemProblem } from '@longrange/errors';
import { z } from 'zod';
import { addressesOf, installCommand } from './find-library.ts';
import { askContext, type GgufAsking } from './gguf-asking.ts';
import { type GgufHead, readGgufHead } from './gguf-head.ts';
import { LlamaProcess } from './llama-process.ts';
import { tokenBytesOf } from './token-bytes.ts';

/** Options for opening a GGUF file. */
export interface GgufOptions {
  /** Maximum number of tokens of a text, limited to what the model was trained for; the default is 2,048. */
  readonly contextSize?: number;
  /** Number of tokenizations of a text that are kept; the default is 8. A cache takes the memory of `contextSize` times as many tokens. */
  readonly sequences?: number;
  /** Number of contexts, each with such a cache and its share of the threads; the default is 1. Each can be asked while another answers, since several threads read one token hardly faster than one. */
  readonly contexts?: number;
  /**
   * Number of most likely tokens whose probabilities are read; the default is 16,384, and `Infinity` reads all. The library returns a sorted list, which for a whole vocabulary costs more than
   * the model does. The probability beyond the list is extrapolated from its end and divided evenly; of SmolLM2's 49,152 tokens on code, it is 0.06 %.
   */
  readonly likeliest?: number;
  /** Number of threads; the default is the number of cores. */
  readonly threads?: number;
  /** Seconds without a sign of progress after which llama.cpp is given up; the default is 30, and one more for each 4 MiB of the model. */
  readonly patienceSeconds?: number;
}

/** Model in a GGUF file, as `fromTokenModel` of `@longrange/eval` asks it. */
export interface GgufModel {
  /** Functions that ask the first context. */
  readonly asking: GgufAsking;
  /** Functions that ask each context of the same model, which works for all of them at once. */
  readonly askings: readonly GgufAsking[];
  /** Architecture, size and quantization. */
  readonly description: string;
  readonly parameters: number;
  /** Maximum number of tokens of a text. */
  readonly contextSize: number;
  /** Number of tokens whose probabilities are read, which affects the answers. */
  readonly likeliest: number;
  /** Ends the process of llama.cpp, which frees its memory; later questions fail. */
  dispose(): Promise<void>;
}

const optionsSchema = z.strictObject({
  contextSize: z.int().min(16).default(2048),
  sequences: z.int().min(1).max(256).default(8),
  contexts: z.int().min(1).max(64).default(1),
  likeliest: z.union([z.int().min(64), z.literal(Number.POSITIVE_INFINITY)]).default(16_384),
  threads: z.int().min(1).optional(),
  patienceSeconds: z.number().min(0.1).max(86_400).optional(),
});

/**
 * Opens a model in a GGUF file with llama.cpp, through the npm package `node-llama-cpp`. A document begins after the token for its beginning, or, if the model has none, after that for the end of
 * the previous document.
 *
 * llama.cpp runs in a process of its own, so that a file that makes it abort or loop forever is an error like others.
 *
 * @throws LongrangeError `GGUF_OPTIONS`, `LLAMA_MISSING` without that package, `GGUF_UNREADABLE`, `GGUF_VOCABULARY` for a vocabulary other than byte-level BPE and SentencePiece with bytes (exit code 2);
 * later `GGUF_CONTEXT_FULL`, and `GGUF_FAILED` without a sound answer
 */
export function openGguf(file: string, options: GgufOptions = {}): Promise<GgufModel> {
  return openWith(addressesOf(LIBRARY), file, options);
}

const LIBRARY = 'node-llama-cpp';
const VERSION = '3.21';

/** @param addresses names or addresses under which Node may find the library, of which the first that loads is used */
export async function openWith(
  addresses: Iterable<string>,
  file: string,
  options: GgufOptions,
): Promise<GgufModel> {
  const checked = parseOptions(optionsSchema, options, {
    code: 'GGUF_OPTIONS',
    subject: 'options of openGguf',
  });
  const head = readHead(file);
  const tokenBytes = tokenBytesOf(head.vocabulary);
  const patienceFor = (bytes: number): number =>
    checked.patienceSeconds ?? Math.ceil(PATIENCE_SECONDS + bytes / PATIENCE_BYTES);
  const llama = startLlama(file, patienceFor(head.bytes));
  try {
    await loadLibrary(llama, addresses);
    const { data: opened } = openedSchema.safeParse(await llama.ask('open', { file: resolve(file) }));
    if (opened === undefined) throw new Error('no description of the model');
    if (opened.first === null)
      throw refusal(
        'GGUF_VOCABULARY',
        'Expected a GGUF file with a token for the beginning or the end of a document, got one with neither.',
      );
    // A model may consist of several files, of which this is the first.
    llama.patienceSeconds = patienceFor(Math.max(head.bytes, opened.size));
    const contextSize = Math.min(checked.contextSize, opened.trainContextSize);
    const { contexts, sequences, likeliest, threads = availableParallelism() } = checked;
    const askings: GgufAsking[] = [];
    while (askings.length < contexts) {
      const context = { size: contextSize, sequences, threads: Math.max(1, Math.floor(threads / contexts)) };
      await llama.ask('context', context);
      askings.push(
        askContext(llama, {
          ...{ file, tokenBytes, contextSize, sequences, likeliest, context: askings.length },
          ...{ first: opened.first, prefix: head.prefix },
        }),
      );
    }
    return {
      ...{ asking: askings[0]!, askings, likeliest },
      description: describeModel(head, opened.typeDescription),
      parameters: head.parameters,
      contextSize: contextSize - 1,
      dispose: () => llama.stop(),
    };
  } catch (cause) {
    await llama.stop();
    if (cause instanceof LongrangeError) throw cause;
    throw unreadable(file, `${(cause as Error).message}${llama.lastWords}`, cause);
  }
}

/** @throws LongrangeError `LLAMA_MISSING` with the fault of the last one */
async function loadLibrary(llama: LlamaProcess, addresses: Iterable<string>): Promise<void> {
  let fault: unknown;
  for (const library of addresses) {
    fault = await llama.ask('load', { library });
    if (typeof fault !== 'string') return;
  }
  throw refusal(
    'LLAMA_MISSING',
    `Expected the npm package ${LIBRARY}, which reads GGUF files, got: ${`${fault}`.split('\n')[0]}`,
    installCommand(LIBRARY, VERSION),
  );
}

/** Architecture, size and quantization as llama.cpp knows them, with the file's own name and size in place of llama.cpp's guess. */
function describeModel({ label, sizeLabel, parameters }: GgufHead, known: string): string {
  const [architecture, , ...quantization] = known.replace(' (guessed)', '').split(' ');
  if (quantization.length === 0) return known;
  const size = sizeLabel ?? `${(parameters / 1e6).toPrecision(3)}M`;
  return [label ?? architecture, size, ...quantization].join(' ');
}

/** The slowest operations of a sound file, reading the weights from a slow disk and 512 tokens on one thread, grow with its size. */
const PATIENCE_SECONDS = 30;
const PATIENCE_BYTES = 2 ** 22;

const openedSchema = z.object({
  trainContextSize: z.int().min(2),
  typeDescription: z.string(),
  size: z
    .number()
    .min(0)
    .max(2 ** 45),
  first: z.int().min(0).nullable(),
});

function startLlama(file: string, patienceSeconds: number): LlamaProcess {
  try {
    return new LlamaProcess(patienceSeconds);
  } catch (cause) {
    // Node's permission model may forbid it.
    throw unreadable(file, `no process of llama.cpp: ${(cause as Error).message}`, cause);
  }
}

function readHead(file: string): GgufHead {
  try {
    return readGgufHead(file);
  } catch (cause) {
    if (!isSystemError(cause)) throw unreadable(file, (cause as Error).message, cause);
    const { message, hint } = systemProblem('read', file, cause);
    throw refusal('GGUF_UNREADABLE', message, hint, cause);
  }
}

function unreadable(file: string, got: string, cause: unknown): LongrangeError {
  const message = `Expected a model in a GGUF file at ${file}, got: ${got}`;
  return refusal(
    'GGUF_UNREADABLE',
    message,
    'check the path, and that llama.cpp knows the architecture.',
    cause,
  );
}

function refusal(code: string, message: string, hint?: string, cause?: unknown): LongrangeError {
  return new LongrangeError({ code, message, hint, cause, exitCode: 2 });
}
