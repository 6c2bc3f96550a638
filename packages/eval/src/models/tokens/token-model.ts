import type { EvaluatedModel } from '../language-model.ts';

/** A token model that answers for characters; made by `fromTokenModel`. */
export interface TokenModel extends EvaluatedModel {
  /** Upper bounds on the share of a text's probability that the beam left out per byte: mean and maximum over all bytes read so far. */
  readonly leftOut: { readonly bytes: number; readonly mean: number; readonly largest: number };
  /** Limits of the search for tokenizations, on which answers depend. */
  readonly beam: Required<NonNullable<TokenModelOptions['beam']>>;
  /** Number of states requested from the model so far. */
  readonly asked: number;
  /**
   * Returns the distribution of the character after a text.
   * @returns natural logarithms over the alphabet, which leave the rest of the probability to other characters; and the maximum error of
   *   the probability of a character of one UTF-8 byte, not counting the part of the text before `beam.lead`. It grows with the text, since
   *   everything left out counts in full.
   */
  after(text: string): Promise<{ readonly logProbabilities: Float64Array; readonly bound: number }>;
}

/** State of a token model after some tokens. */
export interface TokenState {
  /** Natural logarithm of the probability of each token of the vocabulary as the next one. */
  readonly logProbabilities: ArrayLike<number>;
  /** Called once, when the state is no longer needed. */
  close?(): void;
}

/** Options of `fromTokenModel`. */
export interface TokenModelOptions<State extends TokenState = TokenState> {
  /**
   * Bytes of each token, by id; null for tokens that are not text, such as the beginning and the end of a document. Their probability is
   * divided proportionally among the tokens of text: the question is always what comes next if the text continues.
   */
  readonly tokenBytes: readonly (Uint8Array | null)[];
  /** Returns the state after these tokens at the beginning of a document; `[]` stands for the state before the first token. */
  readonly open: (tokens: readonly number[]) => State | Promise<State>;
  /**
   * Returns the tokenizer's tokens of a text. If given, a long text is read in these tokens alone, by `open`, up to `beam.lead` characters
   * before each place in question, and in all tokenizations only from there on. Scores, which cover all characters, are not affected.
   */
  readonly tokenize?: (text: string) => readonly number[] | Promise<readonly number[]>;
  /**
   * Text that the tokenizer prepends to every text, such as the space that SentencePiece adds: every answer is conditional on it. The
   * tokens that `tokenize` returns include it.
   */
  readonly prefix?: string;
  /**
   * Returns the states after one more token each, for a model that can continue from a state. It is called once for all states needed at a
   * time. A state stays unchanged and may be continued in several ways. Without `fork`, `open` is called for each.
   */
  readonly fork?: (
    forks: readonly { readonly state: State; readonly token: number }[],
  ) => readonly State[] | Promise<readonly State[]>;
  /**
   * Returns the states after each of the last `count` of these tokens at the beginning of a document, for a model that reads several tokens in
   * hardly more time than one. It is called where the tokenizer's own tokens of a text are expected; it needs `tokenize`.
   */
  readonly read?: (tokens: readonly number[], count: number) => readonly State[] | Promise<readonly State[]>;
  /** Number of texts to read side by side, 64 by default; for a model with a cache, as many as it has room for. */
  readonly batchSize?: number;
  /** Characters to predict, each once: those that occur in the code to read. A token model can write any character. */
  readonly alphabet: string | readonly string[];
  /** Name in results, `model` by default. */
  readonly name?: string;
  /**
   * Limits of the search for tokenizations: at most `width` at once (16), each with a share of the text's probability above `threshold`
   * (0.001). `lead`: see `tokenize` (16). `scoring` is the threshold for scores, if different: following a tokenization that differs far
   * back costs one question per token from there on, while leaving it out costs the score its share only once.
   */
  readonly beam?: {
    readonly width?: number;
    readonly threshold?: number;
    readonly lead?: number;
    readonly scoring?: number;
  };
}

/** Limits of the search for tokenizations. */
export interface Beam {
  /** Maximum number of tokenizations to follow at once. */
  readonly width: number;
  /** Minimum share of the text's probability for a tokenization to be followed. */
  readonly threshold: number;
  /** Minimum number of characters before a place to read in all tokenizations, if `tokenize` is given. */
  readonly lead: number;
}

/** Options for querying the model. */
export type TokenAsking = Pick<
  TokenModelOptions,
  'tokenBytes' | 'open' | 'tokenize' | 'prefix' | 'fork' | 'read' | 'batchSize'
>;

/** Sums up the probability left out by, and the number of questions to, several instances of the same model. */
export function totalLeftOut(
  models: readonly Pick<TokenModel, 'leftOut' | 'asked'>[],
): TokenModel['leftOut'] & Pick<TokenModel, 'asked'> {
  const total = (of: (model: (typeof models)[number]) => number): number =>
    models.reduce((sum, model) => sum + of(model), 0);
  const bytes = total(({ leftOut }) => leftOut.bytes);
  return {
    bytes,
    mean: total(({ leftOut }) => leftOut.bytes * leftOut.mean) / Math.max(1, bytes),
    largest: Math.max(...models.map(({ leftOut }) => leftOut.largest)),
    asked: total(({ asked }) => asked),
  };
}
