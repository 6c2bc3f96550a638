import { open as openFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { type LlamaContext, type LlamaLibrary, type LlamaModel, loadLibrary } from './library.ts';
import { logsOfLikeliest } from './likeliest.ts';
import { type CachedSequence, PrefixCache } from './prefix-cache.ts';
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
}

/** After some tokens. */
export interface GgufState {
  readonly tokens: readonly number[];
  readonly logProbabilities: Float32Array;
}

/** What `fromTokenModel` of `@longrange/eval` is given beside the alphabet. */
export interface GgufAsking {
  readonly tokenBytes: readonly (Uint8Array | null)[];
  /** The state after these tokens, and after the token that begins a document. */
  readonly open: (tokens: readonly number[]) => Promise<GgufState>;
  /** The states after one token more. */
  readonly fork: (
    forks: readonly { readonly state: GgufState; readonly token: number }[],
  ) => Promise<GgufState[]>;
  /** The tokens of a text, by the model's own tokeniser. */
  readonly tokenize: (text: string) => number[];
  /** A space, where SentencePiece puts one in front of a text. */
  readonly prefix: string;
  /** Texts at once: another one would only take the sequences away. */
  readonly together: 1;
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
  /** Frees the model's memory; no state may be used afterwards. */
  dispose(): Promise<void>;
}

const optionsSchema = z.strictObject({
  contextSize: z.int().min(16).default(2048),
  sequences: z.int().min(1).max(256).default(8),
  contexts: z.int().min(1).max(64).default(1),
  likeliest: z.union([z.int().min(64), z.literal(Number.POSITIVE_INFINITY)]).default(16_384),
  threads: z.int().min(1).optional(),
});

/**
 * Opens a model in a GGUF file with llama.cpp, through the npm package `node-llama-cpp`. A document begins after the token for its beginning, or, where the model has none, after that for the end
 * of the document before.
 *
 * @throws LongrangeError `GGUF_OPTIONS`, `LLAMA_MISSING` without that package, `GGUF_UNREADABLE`, `GGUF_VOCABULARY` for another than byte-level BPE and SentencePiece with bytes (exit code 2); while it is asked
 * `GGUF_CONTEXT_FULL`
 */
export async function openGguf(file: string, options: GgufOptions = {}): Promise<GgufModel> {
  const checked = parseOptions(optionsSchema, options, {
    code: 'GGUF_OPTIONS',
    subject: 'options of openGguf',
  });
  const library = await loadLibrary();
  const { vocabulary, parameters } = await readHead(library, file);
  const tokenBytes = tokenBytesOf(vocabulary);
  const model = await loadModel(library, file);
  const contextSize = Math.min(checked.contextSize, model.trainContextSize);
  const { sequences, threads = availableParallelism() } = checked;
  const first = firstToken(model);
  const prefix = vocabulary.model === 'llama' && vocabulary.spaceInFront ? ' ' : '';
  const openContext = async (): Promise<GgufAsking> => {
    const context = await model.createContext({
      // The library leaves the last place of a context free: before it used that, it would drop the beginning of the text.
      ...{ contextSize: contextSize + 1, sequences, batchSize: Math.min(512, contextSize) },
      threads: Math.max(1, Math.floor(threads / checked.contexts)),
    });
    const cache = new PrefixCache(
      Array.from({ length: sequences }, () => cached(context, tokenBytes.length, checked.likeliest)),
      contextSize,
    );
    const after = async (tokens: readonly number[]): Promise<GgufState> => ({
      tokens,
      logProbabilities: await cache.after([first, ...tokens]),
    });
    return {
      ...{ tokenBytes, prefix, open: after, together: 1 },
      fork: (forks) => Promise.all(forks.map(({ state, token }) => after([...state.tokens, token]))),
      tokenize: (text) => model.tokenize(text),
    };
  };
  const asking = await openContext();
  const askings = [asking];
  while (askings.length < checked.contexts) askings.push(await openContext());
  return {
    ...{ asking, askings },
    description: model.typeDescription,
    parameters,
    contextSize: contextSize - 1,
    likeliest: checked.likeliest,
    dispose: () => model.dispose(),
  };
}

async function readHead(
  library: LlamaLibrary,
  file: string,
): Promise<{ readonly vocabulary: z.output<typeof vocabularySchema>; readonly parameters: number }> {
  try {
    await checkHeader(file);
    const { metadata, tensorInfo = [] } = await library.readGgufFileInfo(file, {
      ignoreKeys: ['tokenizer.ggml.merges'],
    });
    const sizes = tensorInfo.map(({ dimensions }) =>
      dimensions.reduce<number>((all, one) => all * Number(one), 1),
    );
    return {
      vocabulary: vocabularySchema.parse(metadata),
      parameters: sizes.reduce((sum, size) => sum + size, 0),
    };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** The library would look for as many entries as any file seems to promise. */
async function checkHeader(file: string): Promise<void> {
  const handle = await openFile(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
    const [tensors, entries] = [8, 16].map((at) => buffer.readBigUInt64LE(at));
    const isGguf = bytesRead === HEADER && buffer.toString('latin1', 0, 4) === 'GGUF';
    if (!isGguf || tensors! > MOST_ENTRIES || entries! > MOST_ENTRIES)
      throw new Error('another kind of file');
  } finally {
    await handle.close();
  }
}

/** Bytes: `GGUF`, the version, how many tensors and how many entries follow. */
const HEADER = 24;
const MOST_ENTRIES = 1_000_000n;

const vocabularySchema = z
  .object({
    tokenizer: z.object({
      ggml: z.object({
        model: z.string(),
        tokens: z.array(z.string()),
        token_type: z.array(z.number()),
        // As llama.cpp reads files that say nothing.
        add_space_prefix: z.boolean().default(true),
      }),
    }),
  })
  .transform(({ tokenizer: { ggml } }) => {
    const { model, tokens, token_type: types, add_space_prefix: spaceInFront } = ggml;
    return { model, tokens, types, spaceInFront };
  });

async function loadModel(library: LlamaLibrary, file: string): Promise<LlamaModel> {
  try {
    const llama = await library.getLlama({
      ...{ gpu: 'auto', build: 'never', skipDownload: true, progressLogs: false },
      logLevel: library.LlamaLogLevel.error,
    });
    return await llama.loadModel({ modelPath: file });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function cached(context: LlamaContext, vocabulary: number, likeliest: number): CachedSequence {
  // At temperature 0 no token is left out; at 1 probabilities are those of the model, too.
  const options = { temperature: 1, topK: likeliest, topP: 1, minP: 0 };
  const generateNext = { probabilities: true, ...(likeliest < vocabulary && { options }) };
  let sequence = context.getSequence();
  const beginAnew = async (): Promise<void> => {
    await sequence.dispose();
    sequence = context.getSequence();
  };
  const cutBack = async (keep: number): Promise<void> => {
    const held = sequence.nextTokenIndex;
    // Where the end of a cache cannot be taken off, the library reads the beginning again.
    if (held > keep) await sequence.eraseContextTokenRanges([{ start: keep, end: held }]);
    if (sequence.nextTokenIndex > keep) await beginAnew();
  };
  return {
    async read(tokens, common) {
      try {
        await cutBack(common);
        const rest = tokens.slice(sequence.nextTokenIndex);
        const input = rest.map((token, index): number | [number, object] =>
          index + 1 < rest.length ? token : [token, { generateNext }],
        );
        const found = (await sequence.controlledEvaluate(input)).at(-1)?.next.probabilities;
        return logsOfLikeliest(found ?? [], vocabulary);
      } catch (cause) {
        // A part may be in the cache.
        await beginAnew();
        throw cause;
      }
    },
  };
}

function firstToken({ tokens }: LlamaModel): number {
  const { bos, eos } = tokens;
  const first = bos ?? eos;
  if (first !== null) return first;
  throw new LongrangeError({
    code: 'GGUF_VOCABULARY',
    message:
      'Expected a GGUF file with a token for the beginning or the end of a document, got one with neither.',
    exitCode: 2,
  });
}

function unreadable(file: string, cause: unknown): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_UNREADABLE',
    message: `Expected a model in a GGUF file at ${file}, got: ${String(cause).split('\n')[0]}`,
    hint: 'check the path, and that llama.cpp knows the architecture.',
    exitCode: 2,
    cause,
  });
}
