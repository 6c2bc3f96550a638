import { LongrangeError } from '@longrange/errors';
import { ByteTrie } from './byte-trie.ts';
import { readWeights } from './read-weights.ts';
import type { TokenAsking, TokenState } from './token-model-options.ts';

/** Tokens from a document's beginning, the last first. */
interface Path {
  readonly token: number;
  readonly before: Path | null;
}

/** A model's state, kept until the last that holds it lets go. */
export class HeldState {
  readonly state: TokenState;
  /** Probabilities of the tokens of text, which sum to 1, by their place in the trie. */
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

/** Asks a token model for states. What is asked in the same turn, by whatever reads side by side, is asked together. */
export class TokenSource {
  readonly trie: ByteTrie;
  /** How many states it was asked for. */
  asked = 0;
  /** What comes before every text. */
  readonly prefix: string;
  readonly #asking: TokenAsking;
  #beginning: Promise<HeldState> | null = null;
  #waiting: Waiting[] = [];

  constructor(asking: TokenAsking) {
    this.#asking = asking;
    this.prefix = asking.prefix ?? '';
    this.trie = new ByteTrie(asking.tokenBytes);
  }

  /** The state before the first token, which is kept, or after these. */
  async begin(tokens: readonly number[] = []): Promise<HeldState> {
    if (tokens.length > 0) return this.#held(await this.#asking.open(tokens), pathOf(tokens));
    this.#beginning ??= Promise.resolve(this.#asking.open([])).then((state) => this.#held(state, null));
    return (await this.#beginning).hold();
  }

  /** The text as the tokeniser cuts it; null where there is none. */
  async cut(text: string): Promise<OwnCut | null> {
    const { tokenize, tokenBytes } = this.#asking;
    return tokenize === undefined ? null : cutAt(text, await tokenize(text), tokenBytes, this.prefix);
  }

  /** The state after one token more. */
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
      const states = await this.#statesAfter(waiting, paths);
      waiting.forEach(({ resolve }, index) => {
        resolve(this.#held(states[index], paths[index]!));
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  async #statesAfter(waiting: readonly Waiting[], paths: readonly Path[]): Promise<readonly TokenState[]> {
    const { fork, open } = this.#asking;
    if (fork === undefined) return Promise.all(paths.map((path) => open(tokensOf(path))));
    return fork(waiting.map(({ held: { state }, token }) => ({ state, token })));
  }

  #held(state: TokenState | undefined, path: Path | null): HeldState {
    this.asked++;
    const weights = readWeights(state, this.#asking.tokenBytes.length, this.trie.tokens);
    return new HeldState(state!, weights, path);
  }
}

function pathOf(tokens: readonly number[]): Path | null {
  return tokens.reduce<Path | null>((before, token) => ({ token, before }), null);
}

function tokensOf(path: Path | null): number[] {
  const tokens: number[] = [];
  for (let at = path; at !== null; at = at.before) tokens.push(at.token);
  return tokens.reverse();
}

/** A text as its tokeniser cuts it. */
interface OwnCut {
  readonly tokens: readonly number[];
  /** Where tokens begin between two characters (UTF-16 offsets, ascending, 0 first), and how many tokens come before. */
  readonly borders: readonly { readonly at: number; readonly tokens: number }[];
}

/**
 * Where the tokens of a text begin; those that begin in the prefix, which is cut with it, count as beginning at 0.
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
    byte += byteLength(character);
  }
  return { tokens, borders };
}

function byteLength(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function otherText(text: string, token: number | undefined): LongrangeError {
  return new LongrangeError({
    code: 'TOKENIZE_INVALID',
    message: `Expected \`tokenize\` to return tokens whose bytes are those of the text (${JSON.stringify(text.slice(0, 20))} …), got token ${token} where they are not.`,
    hint: 'let it add no special tokens, and no space in front that is not the `prefix`.',
    exitCode: 2,
  });
}
