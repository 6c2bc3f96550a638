import type { EvaluatedModel } from '../language-model.ts';

/** A token model that answers for characters; made by `fromTokenModel`. */
export interface TokenModel extends EvaluatedModel {
  /** Mean and largest share of a text's probability that the beam left out with a byte, at most, over all bytes read so far. */
  readonly leftOut: { readonly bytes: number; readonly mean: number; readonly largest: number };
  /** Limits of the search for tokenizations, on which answers depend. */
  readonly beam: Required<NonNullable<TokenModelOptions['beam']>>;
  /** Number of states requested from the model so far. */
  readonly asked: number;
  /**
   * Distribution of the character after a text.
   * @returns natural logarithms over the alphabet, whose probabilities leave the rest for other characters; and the maximum error of the
   *   probability of a character of one byte in UTF-8, not counting the part of the text before `beam.lead`. It grows with the text, since
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
   * Bytes of each token, by its id; null for tokens that are not text, such as the beginning and the end of a document. Their probability
   * is divided among the tokens of text in proportion: the question is always what comes next if the text continues.
   */
  readonly tokenBytes: readonly (Uint8Array | null)[];
  /** Returns the state after these tokens at the beginning of a document; `[]` stands for the state before the first token. */
  readonly open: (tokens: readonly number[]) => State | Promise<State>;
  /**
   * Returns the tokenizer's tokens of a text. With it a long text is read in these tokens alone, by `open`, up to `beam.lead` characters
   * before each place in question, and in all tokenizations only from there on. Scores, which cover all characters, are not affected.
   */
  readonly tokenize?: (text: string) => readonly number[] | Promise<readonly number[]>;
  /**
   * Text before every text that is not part of it, such as the space that SentencePiece adds: every answer is conditional on it. `tokenize`
   * receives it with the text.
   */
  readonly prefix?: string;
  /**
   * Returns states after one more token each, all that are needed at once, for a model that can continue from a state. A state stays
   * unchanged, and may be continued in several ways. Without `fork`, `open` is called for each.
   */
  readonly fork?: (
    forks: readonly { readonly state: State; readonly token: number }[],
  ) => readonly State[] | Promise<readonly State[]>;
  /** Number of texts to read side by side, 64 by default; with a cache, as many as it has room for. */
  readonly together?: number;
  /** Characters to predict, each once: those of the code to read. A token model can write any character. */
  readonly alphabet: string | readonly string[];
  /** Name in results, `model` by default. */
  readonly name?: string;
  /**
   * Limits of the search for tokenizations: at most `width` at once (16), those with more than a share of `threshold` of the text's
   * probability (0.001). `lead`: see `tokenize` (16). `scoring` is the threshold for scores, if different: a tokenization that differs far
   * back continues with the text, at one question per token, while leaving it out costs a score its share once.
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
  /** Minimum share of the text's probability of a tokenization to follow. */
  readonly threshold: number;
  /** Minimum number of characters before a place that are read in all tokenizations, if `tokenize` is given. */
  readonly lead: number;
}

/** Options for asking the model. */
export type TokenAsking = Pick<
  TokenModelOptions,
  'tokenBytes' | 'open' | 'tokenize' | 'prefix' | 'fork' | 'together'
>;

/** Total left out by, and total number of questions to, several instances of the same model. */
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
