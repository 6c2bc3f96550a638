import { describeValue, LongrangeError } from '@longrange/errors';
import { ByteTrie } from './byte-trie.ts';
import type { TokenAsking, TokenState } from './token-model.ts';

/** Tokens from a document's beginning, last one first. */
interface Path {
  readonly token: number;
  readonly before: Path | null;
}

/** A model's state, kept until its last holder releases it. */
export class HeldState {
  readonly state: TokenState;
  /** Probabilities of the tokens of text, which sum to 1, by place in the trie. */
  readonly weights: Float64Array;
  readonly path: Path | null;
  #holders = 1;

  constructor(state: TokenState, weights: Float64Array, path: Path | null) {
    this.state = state;
    this.weights = weights;
    this.path = path;
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.state.close?.();
  }
}

interface Waiting {
  readonly held: HeldState;
  readonly token: number;
  readonly resolve: (state: HeldState) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests states from a token model; all requests of the same turn go out in one call. */
export class TokenSource {
  readonly trie: ByteTrie;
  /** Number of states requested. */
  asked = 0;
  /** Text that precedes every text. */
  readonly prefix: string;
  readonly #asking: TokenAsking;
  #beginning: Promise<HeldState> | null = null;
  #waiting: Waiting[] = [];

  constructor(asking: TokenAsking) {
    this.#asking = asking;
    this.prefix = asking.prefix ?? '';
    this.trie = new ByteTrie(asking.tokenBytes);
  }

  /** Returns the state before the first token, which is kept, or after these tokens. */
  async begin(tokens: readonly number[] = []): Promise<HeldState> {
    if (tokens.length > 0) {
      const path = tokens.reduce<Path | null>((before, token) => ({ token, before }), null);
      return this.#held(await this.#asking.open(tokens), path);
    }
    this.#beginning ??= Promise.resolve(this.#asking.open([])).then((state) => this.#held(state, null));
    return (await this.#beginning).hold();
  }

  /** Returns the text as the tokenizer splits it; null without a tokenizer. */
  async cut(text: string): Promise<OwnCut | null> {
    const asking = this.#asking;
    if (asking.tokenize === undefined) return null;
    return cutAt(text, await asking.tokenize(text), asking.tokenBytes, this.prefix);
  }

  /** Returns the state after one more token. */
  fork(held: HeldState, token: number): Promise<HeldState> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ held, token, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#askWaiting());
    });
  }

  async #askWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const paths = waiting.map(({ held, token }) => ({ token, before: held.path }));
      const asking = this.#asking;
      const states =
        asking.fork === undefined
          ? await Promise.all(paths.map((path) => asking.open(tokensOf(path))))
          : await asking.fork(waiting.map(({ held: { state }, token }) => ({ state, token })));
      waiting.forEach(({ resolve }, index) => {
        resolve(this.#held(states[index], paths[index]!));
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #held(state: TokenState | undefined, path: Path | null): HeldState {
    this.asked++;
    const weights = readWeights(state, this.#asking.tokenBytes.length, this.trie.tokens);
    return new HeldState(state!, weights, path);
  }
}

function tokensOf(path: Path | null): number[] {
  const tokens: number[] = [];
  for (let at = path; at !== null; at = at.before) tokens.push(at.token);
  return tokens.reverse();
}

/** A text as its tokenizer splits it. */
interface OwnCut {
  readonly tokens: readonly number[];
  /** Beginnings of tokens that lie between two characters (UTF-16 offsets, ascending, 0 first), with the number of tokens before each. */
  readonly borders: readonly { readonly at: number; readonly tokens: number }[];
}

/**
 * Finds the beginnings of a text's tokens. Tokens that begin in the prefix, which is tokenized with the text, count as beginning at 0.
 * @throws LongrangeError `TOKENIZE_INVALID` if their bytes are not those of the text
 */
function cutAt(
  text: string,
  tokens: readonly number[],
  tokenBytes: readonly (Uint8Array | null)[],
  prefix = '',
): OwnCut {
  const bytes = new TextEncoder().encode(prefix + text);
  const starts = new Map([[0, 0]]);
  let offset = 0;
  tokens.forEach((token, index) => {
    const own = tokenBytes[token] ?? new Uint8Array();
    for (const byte of own) if (bytes[offset++] !== byte) throw otherText(text, token);
    if (index + 1 < tokens.length) starts.set(offset, index + 1);
  });
  if (offset !== bytes.length) throw otherText(text, tokens.at(-1));
  const borders: OwnCut['borders'][number][] = [];
  let at = -prefix.length;
  let byte = 0;
  for (const character of prefix + text) {
    const before = starts.get(byte);
    if (before !== undefined) borders.push({ at: Math.max(0, at), tokens: before });
    at += character.length;
    byte += Buffer.byteLength(character);
  }
  return { tokens, borders };
}

function otherText(text: string, token: number | undefined): LongrangeError {
  return new LongrangeError({
    code: 'TOKENIZE_INVALID',
    message: `Expected \`tokenize\` to return tokens whose bytes are those of the text (${JSON.stringify(text.slice(0, 20))} …), got token ${token} where they are not.`,
    hint: 'let it add no special tokens, and no space in front that is not the `prefix`.',
    exitCode: 2,
  });
}

const TOLERANCE = 1e-3;

/**
 * Returns the probabilities of the tokens of text, which sum to 1, in the order of `tokens`.
 * @param size size of the vocabulary
 * @throws LongrangeError `TOKEN_DISTRIBUTION_INVALID`
 */
function readWeights(
  state: TokenState | undefined,
  size: number,
  tokens: Int32Array,
): Float64Array<ArrayBuffer> {
  const logs = state?.logProbabilities;
  if (logs?.length !== size)
    throw invalid(
      `Expected ${size} log probabilities, one for each entry of tokenBytes, got ${(logs as ArrayLike<number> | undefined)?.length ?? describeValue(logs)}.`,
      'return { logProbabilities } with one entry for each token, special ones among them.',
    );
  const probabilities = new Float64Array(size);
  let all = 0;
  for (let token = 0; token < size; token++) {
    const log = logs[token]!;
    // A probability of 1, rounded to float32, may come out slightly above 1.
    if (!(log <= 1e-5))
      throw invalid(
        `Expected the log probability of token ${token} to be at most 0, got ${describeValue(log)}.`,
        'return natural logarithms of probabilities, not logits.',
      );
    probabilities[token] = Math.exp(log);
    all += probabilities[token]!;
  }
  if (!(Math.abs(all - 1) <= TOLERANCE))
    throw invalid(
      `Expected the probabilities of the tokens to sum to 1, got ${Number(all.toPrecision(6))}.`,
      'take the log-softmax over the whole vocabulary.',
    );
  const weights = new Float64Array(tokens.length);
  let sum = 0;
  for (let place = 0; place < tokens.length; place++) {
    weights[place] = probabilities[tokens[place]!]!;
    sum += weights[place]!;
  }
  if (sum === 0)
    throw invalid(
      'Expected a token of text to have a probability above 0, got none.',
      'use null in tokenBytes for special tokens only.',
    );
  for (let place = 0; place < tokens.length; place++) weights[place] = weights[place]! / sum;
  return weights;
}

function invalid(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'TOKEN_DISTRIBUTION_INVALID', message, hint, exitCode: 2 });
}

/**
 * Scores a text by the tokenizer's tokens: ln of each token's probability at its first character, and 0 at the others; NaN at characters
 * outside the alphabet.
 */
export async function scoreCut(
  source: TokenSource,
  text: string,
  alphabet: ReadonlySet<string>,
): Promise<Float32Array> {
  const scores = new Float32Array(text.length).fill(Number.NaN);
  let at = 0;
  for (const character of text) {
    if (alphabet.has(character)) scores[at] = 0;
    at += character.length;
  }
  const { tokens, borders } = (await source.cut(text))!;
  let held = await source.begin();
  for (const [index, border] of borders.entries()) {
    let log = 0;
    for (const token of tokens.slice(border.tokens, borders[index + 1]?.tokens)) {
      log += Math.log(held.weights[source.trie.placeOf(token)]!);
      const next = await source.fork(held, token);
      held.release();
      held = next;
    }
    // NaN for a character outside the alphabet.
    scores[border.at] = scores[border.at]! + log;
  }
  held.release();
  return scores;
}
