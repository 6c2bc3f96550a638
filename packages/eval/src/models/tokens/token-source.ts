import { describeValue, LongrangeError } from '@longrange/errors';
import { ByteTrie } from './byte-trie.ts';
import type { TokenAsking, TokenState } from './token-model.ts';

/** Tokens from a document's beginning, last one first. */
interface Path {
  readonly token: number;
  readonly before: Path | null;
}

/** Tokens in which a text is expected to be read, and the states after the first of these that were read in advance. */
interface Ahead {
  readonly tokens: readonly number[];
  /** Index of the first token that is still to come. */
  readonly at: number;
  readonly states: readonly TokenState[];
}

/** A model's state, kept until its last holder releases it. */
export class HeldState {
  readonly state: TokenState;
  /** Probabilities of the tokens of text, which sum to 1, by place in the trie. */
  readonly weights: Float64Array;
  readonly path: Path | null;
  readonly #isKept: boolean;
  #ahead: Ahead | null;
  #holders = 1;

  /** @param isKept the state is not closed when it is released */
  constructor(
    state: TokenState,
    weights: Float64Array,
    path: Path | null,
    ahead: Ahead | null,
    isKept = false,
  ) {
    this.state = state;
    this.weights = weights;
    this.path = path;
    this.#ahead = ahead;
    this.#isKept = isKept;
  }

  /** Returns, once, what is known of the future if this token comes next. */
  takeAhead(token: number): Ahead | null {
    const ahead = this.#ahead;
    if (ahead?.tokens[ahead.at] !== token) return null;
    this.#ahead = null;
    return ahead;
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    this.#holders--;
    if (this.#holders > 0) return;
    if (!this.#isKept) this.state.close?.();
    for (const state of this.#ahead?.states ?? []) state.close?.();
  }
}

interface Waiting {
  readonly held: HeldState;
  readonly token: number;
  /** Expected tokens, this one first; null if unknown. */
  readonly ahead: Ahead | null;
  readonly resolve: (state: HeldState) => void;
  readonly reject: (error: unknown) => void;
}

/** Number of expected tokens to read at once. */
const READ_AT_ONCE = 8;

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

  /** True if expected tokens are read several at once. */
  get readsAhead(): boolean {
    return this.#asking.read !== undefined;
  }

  /**
   * Returns the state before the first token, which is kept, or after these tokens.
   * @param expected tokens that will probably follow, of which a model with `read` reads several at once
   */
  async begin(tokens: readonly number[] = [], expected: readonly number[] = []): Promise<HeldState> {
    const ahead = { tokens: expected, at: 0, states: [] };
    if (tokens.length > 0) {
      const path = tokens.reduce<Path | null>((before, token) => ({ token, before }), null);
      const { read } = this.#asking;
      if (read === undefined) return this.#held(await this.#asking.open(tokens), path, null);
      const some = expected.slice(0, READ_AT_ONCE);
      const [state, ...states] = await read([...tokens, ...some], 1 + some.length);
      return this.#held(state, path, { ...ahead, states });
    }
    this.#beginning ??= Promise.resolve(this.#asking.open([])).then((state) => this.#held(state, null, null));
    const { state, weights } = await this.#beginning;
    return new HeldState(state, weights, null, ahead, true);
  }

  /** Returns the text as the tokenizer splits it; null without a tokenizer. */
  async cut(text: string): Promise<OwnCut | null> {
    const asking = this.#asking;
    if (asking.tokenize === undefined) return null;
    return cutAt(text, await asking.tokenize(text), asking.tokenBytes, this.prefix);
  }

  /** Returns the state after one more token. */
  async fork(held: HeldState, token: number): Promise<HeldState> {
    const ahead = held.takeAhead(token);
    if (ahead !== null && ahead.states.length > 0) {
      const [state, ...states] = ahead.states;
      return this.#held(state, { token, before: held.path }, { ...ahead, at: ahead.at + 1, states });
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ held, token, ahead, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#askWaiting());
    });
  }

  async #askWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const { read } = this.#asking;
    const single = waiting.filter(({ ahead }) => read === undefined || ahead === null);
    const several = waiting.filter(({ ahead }) => read !== undefined && ahead !== null);
    try {
      await Promise.all([this.#askEach(single), ...several.map((one) => this.#askAhead(one))]);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  /** Requests the states after one token each. */
  async #askEach(waiting: readonly Waiting[]): Promise<void> {
    if (waiting.length === 0) return;
    const paths = waiting.map(pathAfter);
    const asking = this.#asking;
    const states =
      asking.fork === undefined
        ? await Promise.all(paths.map((path) => asking.open(tokensOf(path))))
        : await asking.fork(waiting.map(({ held: { state }, token }) => ({ state, token })));
    waiting.forEach(({ resolve }, index) => {
      resolve(this.#held(states[index], paths[index]!, null));
    });
  }

  /** Requests the states after a token and after those expected next. */
  async #askAhead({ held, token, ahead, resolve }: Waiting): Promise<void> {
    const { tokens, at } = ahead!;
    const some = tokens.slice(at, at + READ_AT_ONCE);
    const [state, ...states] = await this.#asking.read!([...tokensOf(held.path), ...some], some.length);
    resolve(this.#held(state, { token, before: held.path }, { tokens, at: at + 1, states }));
  }

  #held(state: TokenState | undefined, path: Path | null, ahead: Ahead | null): HeldState {
    this.asked++;
    const weights = readWeights(state, this.#asking.tokenBytes.length, this.trie.tokens);
    return new HeldState(state!, weights, path, ahead);
  }
}

function pathAfter({ held, token }: Waiting): Path {
  return { token, before: held.path };
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
  let held = await source.begin([], tokens);
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
