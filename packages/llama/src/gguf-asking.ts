import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import type { LlamaProcess } from './llama-process.ts';
import { type CachedSequences, PrefixCache } from './prefix-cache.ts';

/** State after some tokens. */
export interface GgufState {
  readonly tokens: readonly number[];
  readonly logProbabilities: Float32Array;
  /** Frees the sequence that holds these tokens for others. */
  close(): void;
}

/** Input of `fromTokenModel` of `@longrange/eval` besides the alphabet. */
export interface GgufAsking {
  readonly tokenBytes: readonly (Uint8Array | null)[];
  /** Returns the state after the token that begins a document and these tokens. */
  readonly open: (tokens: readonly number[]) => Promise<GgufState>;
  /** Returns the states after one more token each. */
  readonly fork: (
    forks: readonly { readonly state: GgufState; readonly token: number }[],
  ) => Promise<GgufState[]>;
  /** Returns the states after each of the last `count` of these tokens; only of sequences that are batched. */
  readonly read?: (tokens: readonly number[], count: number) => Promise<GgufState[]>;
  /** Tokenizes a text with the model's own tokenizer. */
  readonly tokenize: (text: string) => Promise<number[]>;
  /** A space if SentencePiece prepends one to a text; else empty. */
  readonly prefix: string;
  /**
   * Number of texts to read at once: as many as there are sequences if these are batched; else one, from which a second one would only take
   * sequences away.
   */
  readonly batchSize: number;
}

/** Open model, with one of its contexts. */
interface Opened {
  readonly file: string;
  readonly tokenBytes: GgufAsking['tokenBytes'];
  readonly prefix: string;
  /** Token after which a document begins. */
  readonly first: number;
  readonly context: number;
  readonly contextSize: number;
  readonly sequences: number;
  readonly likeliest: number;
}

/** Makes the functions that query one context of a model that llama.cpp has open. */
export function askContext(llama: LlamaProcess, opened: Opened): GgufAsking {
  const { context, sequences, tokenBytes } = opened;
  const vocabulary = tokenBytes.length;
  const likeliest = opened.likeliest < vocabulary ? opened.likeliest : null;
  const fail = (cause: unknown): never => {
    throw new LongrangeError({
      code: 'GGUF_FAILED',
      message: `Expected an answer of the model in ${opened.file}, got: ${(cause as Error).message}${llama.lastWords}`,
      hint: 'the file may be damaged, or the machine may be short of memory.',
      cause,
    });
  };
  return askSequences({
    ...opened,
    sequences,
    isBatched: false,
    read: (readings) =>
      Promise.all(
        readings.map(({ sequence, tokens, common }) =>
          llama
            .ask('read', { context, sequence, tokens, common, likeliest })
            .then((answer) => [logsOf(answer, vocabulary)])
            .catch(fail),
        ),
      ),
    tokenize: (text) => llama.ask('tokenize', { text }).then(tokensOf).catch(fail),
  });
}

/** Model that keeps the tokens of a few sequences, each of which can be truncated and extended. */
export interface TokenSequences
  extends CachedSequences,
    Pick<GgufAsking, 'prefix' | 'tokenBytes' | 'tokenize'> {
  /** Token after which a document begins. */
  readonly first: number;
  /** Maximum number of tokens of a sequence. */
  readonly contextSize: number;
}

/**
 * Makes functions that accept any tokens in any order, and reread as few of them as these sequences allow.
 * @throws LongrangeError later `GGUF_CONTEXT_FULL`, for more tokens than a sequence holds
 */
export function askSequences(model: TokenSequences): GgufAsking {
  const { first, contextSize, sequences, isBatched, tokenBytes, prefix, tokenize } = model;
  const cache = new PrefixCache(model, contextSize);
  const read = async (tokens: readonly number[], count: number): Promise<GgufState[]> => {
    const all = [first, ...tokens];
    const distributions = await cache.after(all, count);
    return distributions.map((logProbabilities, index) => {
      const length = tokens.length - count + index + 1;
      const isLast = length === tokens.length;
      return {
        tokens: isLast ? tokens : tokens.slice(0, length),
        logProbabilities,
        close: () => {
          if (isLast) cache.release(all);
        },
      };
    });
  };
  const after = async (tokens: readonly number[]): Promise<GgufState> => (await read(tokens, 1))[0]!;
  return {
    tokenBytes,
    prefix,
    tokenize,
    open: after,
    ...(isBatched && { read }),
    batchSize: isBatched ? sequences : 1,
    fork: (forks) => Promise.all(forks.map(({ state, token }) => after([...state.tokens, token]))),
  };
}

const likelySchema = z.object({ tokens: z.instanceof(Int32Array), shares: z.instanceof(Float32Array) });

/** Tolerance for a sum of probabilities, which are rounded to float32. */
const TOLERANCE = 1e-3;

/** @throws Error unless the answer is a distribution */
function logsOf(answer: unknown, vocabulary: number): Float32Array {
  const { data } = likelySchema.safeParse(answer);
  if (data === undefined || data.tokens.length === 0) throw new Error('no probabilities');
  const { tokens, shares } = data;
  const wrong = tokens.findIndex(
    (token, rank) => !(token >= 0 && token < vocabulary && shares[rank]! >= 0 && shares[rank]! <= 1),
  );
  if (wrong >= 0) throw new Error(`the probability ${shares[wrong]} of token ${tokens[wrong]}`);
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum > 1 + TOLERANCE) throw new Error(`probabilities that sum to ${Number(sum.toPrecision(4))}`);
  return logsOfLikeliest(tokens, shares, vocabulary);
}

function tokensOf(answer: unknown): number[] {
  if (answer instanceof Int32Array) return Array.from(answer);
  throw new Error('no tokens');
}

/**
 * Returns natural logarithms over a vocabulary of which only the likeliest tokens are known.
 *
 * Probabilities fall approximately as a power of the rank. The tail of the known ones therefore determines the total of the unknown ones,
 * which is divided evenly among them and taken proportionally from the known ones. If all are known, nothing changes.
 *
 * @param tokens ids, most likely first; at least 8 unless they are the whole vocabulary
 * @param shares shares of these tokens in the known probability
 * @returns float32 of the vocabulary's size
 */
export function logsOfLikeliest(
  tokens: ArrayLike<number>,
  shares: ArrayLike<number>,
  vocabulary: number,
): Float32Array {
  const logs = new Float32Array(vocabulary).fill(Number.NaN);
  for (let rank = 0; rank < tokens.length; rank++) logs[tokens[rank]!] = shares[rank]!;
  const rest = restOf(shares, vocabulary);
  const ofEach = atLeast(Math.log(rest / (1 + rest) / (vocabulary - shares.length)));
  for (let token = 0; token < vocabulary; token++) {
    const share = logs[token]!;
    logs[token] = Number.isNaN(share) ? ofEach : atLeast(Math.log(share / (1 + rest)));
  }
  return logs;
}

/** Returns the total probability of the unknown tokens, as a multiple of that of the known ones. */
function restOf(shares: ArrayLike<number>, vocabulary: number): number {
  const known = shares.length;
  if (known >= vocabulary) return 0;
  const [middle, last] = [shares[(known >> 1) - 1]!, shares[known - 1]!];
  // p(rank) = last · (rank / known)^−power; with a power of at most 1, the tail would be infinite.
  const power = Math.max(STEEP, Math.log2(middle / last));
  const integral = (1 - (vocabulary / known) ** (1 - power)) / (power - 1);
  return last === 0 ? 0 : last * known * integral;
}

const STEEP = 1.01;

/** ln of the smallest float32, for a probability that was rounded to 0. */
const LEAST = -103;

/** Returns at least `LEAST`, also for NaN, which is the share of each among no unknown tokens. */
function atLeast(log: number): number {
  return Number.isNaN(log) ? LEAST : Math.max(LEAST, log);
}
