import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { logsOfLikeliest } from './likeliest.ts';
import type { LlamaProcess } from './llama-process.ts';
import { PrefixCache } from './prefix-cache.ts';

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
  readonly tokenize: (text: string) => Promise<number[]>;
  /** A space, where SentencePiece puts one in front of a text. */
  readonly prefix: string;
  /** Texts at once: another one would only take the sequences away. */
  readonly together: 1;
}

/** An open model, and which of its contexts is asked. */
interface Opened {
  readonly file: string;
  readonly tokenBytes: GgufAsking['tokenBytes'];
  readonly prefix: string;
  /** The token after which a document begins. */
  readonly first: number;
  readonly context: number;
  readonly contextSize: number;
  readonly sequences: number;
  readonly likeliest: number;
}

/** Asks a context of the model that llama.cpp has open. */
export function askContext(llama: LlamaProcess, opened: Opened): GgufAsking {
  const { tokenBytes, prefix, first, context, contextSize, sequences } = opened;
  const vocabulary = tokenBytes.length;
  const likeliest = opened.likeliest < vocabulary ? opened.likeliest : null;
  const fail = (cause: unknown): never => {
    throw failed(opened.file, `${(cause as Error).message}${llama.lastWords}`, cause);
  };
  const cache = new PrefixCache(
    Array.from({ length: sequences }, (_, sequence) => ({
      read: (tokens, common) =>
        llama
          .ask('read', { context, sequence, tokens, common, likeliest })
          .then((answer) => logsOf(answer, vocabulary))
          .catch(fail),
    })),
    contextSize,
  );
  const after = async (tokens: readonly number[]): Promise<GgufState> => ({
    tokens,
    logProbabilities: await cache.after([first, ...tokens]),
  });
  return {
    ...{ tokenBytes, prefix, open: after, together: 1 },
    fork: (forks) => Promise.all(forks.map(({ state, token }) => after([...state.tokens, token]))),
    tokenize: (text) => llama.ask('tokenize', { text }).then(tokensOf).catch(fail),
  };
}

const likelySchema = z.object({ tokens: z.instanceof(Int32Array), shares: z.instanceof(Float32Array) });

/** @throws Error where they are no distribution */
function logsOf(answer: unknown, vocabulary: number): Float32Array {
  const { data } = likelySchema.safeParse(answer);
  if (data === undefined || data.tokens.length === 0) throw new Error('no probabilities');
  const { tokens, shares } = data;
  const wrong = tokens.findIndex(
    (token, rank) => !(token >= 0 && token < vocabulary && shares[rank]! >= 0 && shares[rank]! <= 1),
  );
  if (wrong >= 0) throw new Error(`the probability ${shares[wrong]} of token ${tokens[wrong]}`);
  return logsOfLikeliest(tokens, shares, vocabulary);
}

function tokensOf(answer: unknown): number[] {
  if (answer instanceof Int32Array) return Array.from(answer);
  throw new Error('no tokens');
}

function failed(file: string, got: string, cause: unknown): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_FAILED',
    message: `Expected an answer of the model in ${file}, got: ${got}`,
    hint: 'the file may be damaged, or the machine short of memory.',
    cause,
  });
}
