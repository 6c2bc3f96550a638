import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSystemError, LongrangeError, parseOptions, systemProblem } from '@longrange/errors';
import { z } from 'zod';
import { askContext, type GgufAsking } from './gguf-asking.ts';
import { type GgufHead, readGgufHead } from './gguf-head.ts';
import { LlamaProcess } from './llama-process.ts';
import { tokenBytesOf } from './token-bytes.ts';

/** Model in a GGUF file, for `fromTokenModel` of `@longrange/eval`. */
export interface GgufModel {
  /** Functions that query the first context. */
  readonly asking: GgufAsking;
  /** Functions that query each context of the same model; all of them can work at the same time. */
  readonly askings: readonly GgufAsking[];
  /** Architecture, size and quantization. */
  readonly description: string;
  readonly parameters: number;
  /** Maximum number of tokens of a text. */
  readonly contextSize: number;
  /** Number of tokens whose probabilities are read, which affects the answers. */
  readonly likeliest: number;
  /** Ends the process of llama.cpp and frees its memory; later questions fail. */
  dispose(): Promise<void>;
}

const optionsSchema = z.strictObject({
  /** Maximum number of tokens of a text, at most what the model was trained for; 2,048 by default. */
  contextSize: z.int().min(16).default(2048),
  /** Number of tokenizations of a text to keep, 8 by default. The cache takes the memory of `contextSize` times as many tokens. */
  sequences: z.int().min(1).max(256).default(8),
  /** Number of parallel contexts, each with its cache and share of the threads; 1 by default. More threads barely speed up one token. */
  contexts: z.int().min(1).max(64).default(1),
  /**
   * Number of likeliest tokens to read, 16,384 by default; `Infinity` reads all. The library sorts them, which for a whole vocabulary costs
   * more than the model. The remaining probability, 0.06 % for SmolLM2 (49,152 tokens) on code, is extrapolated and divided evenly.
   */
  likeliest: z.union([z.int().min(64), z.literal(Number.POSITIVE_INFINITY)]).default(16_384),
  /** Number of threads; the number of cores by default. */
  threads: z.int().min(1).optional(),
  /** Seconds without a sign of progress after which llama.cpp is given up; by default 30, plus one for each 4 MiB of the model. */
  patienceSeconds: z.number().min(0.1).max(86_400).optional(),
});

/** Options for opening a GGUF file. */
export interface GgufOptions extends z.input<typeof optionsSchema> {}

/**
 * Opens a model in a GGUF file with llama.cpp, through the npm package `node-llama-cpp`. A document begins after the beginning-of-document
 * token or, if the model has none, the end-of-document token. llama.cpp runs in a separate process, so that a file that makes it abort or
 * loop forever is an error like any other.
 *
 * @throws LongrangeError `GGUF_OPTIONS`, `LLAMA_MISSING` without that package, `GGUF_UNREADABLE`, `GGUF_VOCABULARY` for a vocabulary other
 *   than byte-level BPE and SentencePiece with bytes (exit code 2); later `GGUF_CONTEXT_FULL`, and `GGUF_FAILED` without a sound answer
 */
export function openGguf(file: string, options: GgufOptions = {}): Promise<GgufModel> {
  return openWith(addressesOf(LIBRARY), file, options);
}

const LIBRARY = 'node-llama-cpp';
const VERSION = '3.21';

/** @param addresses names or addresses under which Node may find the library; the first that loads is used */
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
    // The file may be the first of several that make up a model.
    llama.patienceSeconds = patienceFor(Math.max(head.bytes, opened.size));
    const contextSize = Math.min(checked.contextSize, opened.trainContextSize);
    const { contexts, sequences, likeliest, threads = availableParallelism() } = checked;
    const askings: GgufAsking[] = [];
    while (askings.length < contexts) {
      const context = { size: contextSize, sequences, threads: Math.max(1, Math.floor(threads / contexts)) };
      await llama.ask('context', context);
      askings.push(
        askContext(llama, {
          file,
          tokenBytes,
          contextSize,
          sequences,
          likeliest,
          context: askings.length,
          first: opened.first,
          prefix: head.prefix,
        }),
      );
    }
    return {
      asking: askings[0]!,
      askings,
      likeliest,
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

/** @throws LongrangeError `LLAMA_MISSING` with the error of the last address */
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

/** Describes architecture, size and quantization as llama.cpp does, but with the file's own name and size in place of a guess. */
function describeModel({ label, sizeLabel, parameters }: GgufHead, known: string): string {
  const [architecture, , ...quantization] = known.replace(' (guessed)', '').split(' ');
  if (quantization.length === 0) return known;
  const size = sizeLabel ?? `${(parameters / 1e6).toPrecision(3)}M`;
  return [label ?? architecture, size, ...quantization].join(' ');
}

/** Patience grows with the file, as do its slowest operations: reading weights from a slow disk, and 512 tokens on one thread. */
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
    // Node's permission model may forbid child processes.
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

/** Returns the folder that the hint installs into: it needs no permissions, belongs to no project, and survives updates of longrange. */
function ownFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'longrange', 'llama');
}

/**
 * Yields addresses under which Node may find a library: its name, importable if it is installed together with this package, then its entry
 * in each usual place. The current folder is not one of them, since it may hold somebody else's code.
 */
export function* addressesOf(name: string): Generator<string> {
  yield name;
  for (const folder of moduleFolders()) {
    const entry = entryOf(join(folder, name));
    if (entry !== undefined) yield entry;
  }
}

function* moduleFolders(): Generator<string> {
  yield join(ownFolder(), 'node_modules');
  yield* (process.env.NODE_PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const isWindows = process.platform === 'win32';
  yield join(dirname(process.execPath), isWindows ? 'node_modules' : '../lib/node_modules');
  // Tried last, since it takes a while: the user may have chosen another folder for global packages.
  const { stdout } = spawnSync('npm', ['root', '--global'], {
    cwd: homedir(),
    encoding: 'utf8',
    shell: isWindows,
    timeout: 10_000,
  });
  if (stdout?.trim()) yield stdout.trim();
}

/** Returns the address of a package's entry; undefined if the package is not there. */
function entryOf(folder: string): string | undefined {
  try {
    const { exports, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return pathToFileURL(join(folder, exports?.['.']?.import ?? main)).href;
  } catch {
    return undefined;
  }
}

/** Returns a command that installs node-llama-cpp from any folder without changing it; on Linux, without the GPU libraries (600 MB). */
export function installCommand(name: string, version: string): string {
  const platform = `${process.platform}-${process.arch}`;
  const isLinux = platform === 'linux-x64' || platform === 'linux-arm64';
  const folder = ownFolder();
  return [
    `npm install --ignore-scripts --prefix ${/\s/.test(folder) ? `"${folder}"` : folder}`,
    ...(isLinux ? ['--omit=optional', `@node-llama-cpp/${platform}@${version}`] : []),
    `${name}@${version}`,
  ].join(' ');
}
