import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { isSystemError, LongrangeError, parseOptions, systemProblem } from '@longrange/errors';
import { z } from 'zod';
import { askContext, type GgufAsking } from './gguf-asking.ts';
import { type GgufHead, readGgufHead } from './gguf-head.ts';
import { LlamaProcess } from './llama-process.ts';
import { tokenBytesOf } from './token-bytes.ts';

/** How a GGUF file is opened. */
export interface GgufOptions {
  /** Tokens that a text may have, 2,048 if not given; at most what the model was trained for. */
  readonly contextSize?: number;
  /** Tokenisations of a text that are kept, 8 if not given. The memory of a cache is that of `contextSize` times as many tokens. */
  readonly sequences?: number;
  /** Contexts, 1 if not given, each with such a cache and its part of the threads. Each can be asked while another answers: several threads read one token hardly faster than one thread. */
  readonly contexts?: number;
  /**
   * Tokens whose probabilities are read, the likeliest, 16,384 if not given; `Infinity` reads all. The library hands over a sorted list, which for a whole vocabulary costs more than the
   * model does. What is beyond the list is extrapolated from its end and divided evenly: of SmolLM2's 49,152 tokens on code 0.06 % of the probability.
   */
  readonly likeliest?: number;
  /** Threads, those of the machine's cores if not given. */
  readonly threads?: number;
  /** After so many seconds without a sign of progress llama.cpp is given up. If not given 30, and one more for each 4 MiB of the model. */
  readonly patienceSeconds?: number;
}

/** A model in a GGUF file, as `fromTokenModel` of `@longrange/eval` asks it. */
export interface GgufModel {
  /** In the first context. */
  readonly asking: GgufAsking;
  /** In each context: the same model, which works for all of them at once. */
  readonly askings: readonly GgufAsking[];
  /** What it is: architecture, size, quantisation. */
  readonly description: string;
  readonly parameters: number;
  /** Tokens that a text may have. */
  readonly contextSize: number;
  /** Tokens whose probabilities are read: answers depend on it. */
  readonly likeliest: number;
  /** Ends the process of llama.cpp, which frees its memory; afterwards nothing is answered. */
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
 * Opens a model in a GGUF file with llama.cpp, through the npm package `node-llama-cpp`. A document begins after the token for its beginning, or, where the model has none, after that for the end
 * of the document before.
 *
 * llama.cpp runs in a process of its own: that a file makes it abort or go round for ever is an error like others.
 *
 * @throws LongrangeError `GGUF_OPTIONS`, `LLAMA_MISSING` without that package, `GGUF_UNREADABLE`, `GGUF_VOCABULARY` for another than byte-level BPE and SentencePiece with bytes (exit code 2); while it is asked
 * `GGUF_CONTEXT_FULL`, and `GGUF_FAILED` where no sound answer comes
 */
export function openGguf(file: string, options: GgufOptions = {}): Promise<GgufModel> {
  return openWith(LIBRARY, file, options);
}

const LIBRARY = 'node-llama-cpp';

/** @param library the name or the address under which Node finds it */
export async function openWith(library: string, file: string, options: GgufOptions): Promise<GgufModel> {
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
    const fault = await llama.ask('load', { library });
    if (typeof fault === 'string') throw missing(fault);
    const { data: opened } = openedSchema.safeParse(await llama.ask('open', { file: resolve(file) }));
    if (opened === undefined) throw new Error('no description of the model');
    if (opened.first === null) throw withoutFirst();
    // A model may come in several files, of which this is the first.
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
      description: opened.typeDescription,
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

/** A damaged file is small or large. What a sound one takes longest for, to read the weights from a slow disk or 512 tokens on one thread, grows with its size. */
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
    // Node may forbid it.
    throw unreadable(file, `no process of llama.cpp: ${(cause as Error).message}`, cause);
  }
}

function readHead(file: string): GgufHead {
  try {
    return readGgufHead(file);
  } catch (cause) {
    if (!isSystemError(cause)) throw unreadable(file, (cause as Error).message, cause);
    const problem = systemProblem('read', file, cause);
    throw new LongrangeError({ ...problem, code: 'GGUF_UNREADABLE', exitCode: 2, cause });
  }
}

function missing(fault: string): LongrangeError {
  return new LongrangeError({
    code: 'LLAMA_MISSING',
    message: `Expected the npm package ${LIBRARY}, which reads GGUF files, got: ${fault.split('\n')[0]}`,
    hint: `npm install ${LIBRARY}@3.21 (with --ignore-scripts where scripts are not to run; its libraries are in the packages it depends on).`,
    exitCode: 2,
  });
}

function withoutFirst(): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_VOCABULARY',
    message:
      'Expected a GGUF file with a token for the beginning or the end of a document, got one with neither.',
    exitCode: 2,
  });
}

function unreadable(file: string, got: string, cause: unknown): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_UNREADABLE',
    message: `Expected a model in a GGUF file at ${file}, got: ${got}`,
    hint: 'check the path, and that llama.cpp knows the architecture.',
    exitCode: 2,
    cause,
  });
}
