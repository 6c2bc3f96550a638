import type { EvaluatedModel } from '../language-model.ts';

/** A model of tokens, asked for characters; `fromTokenModel` makes it. */
export interface TokenModel extends EvaluatedModel {
  /** What the beam left out of everything that was read so far: the share of a text's probability that was left out with a byte, at most, in the mean and with the worst of them. */
  readonly leftOut: { readonly bytes: number; readonly mean: number; readonly largest: number };
  /** How many tokenisations of a text are followed: answers depend on it. */
  readonly beam: Required<NonNullable<TokenModelOptions['beam']>>;
  /** For how many states the model was asked so far. */
  readonly asked: number;
  /**
   * The distribution of the character after a text.
   * @returns natural logarithms over the alphabet, of which what is missing from 1 is for other characters; and the most by which the probability of a character that is one byte in UTF-8 may
   * differ from the exact one, of which the part before `beam.lead` is no part. It grows with the text, as what was left out counts in full.
   */
  after(text: string): Promise<{ readonly logProbabilities: Float64Array; readonly bound: number }>;
}

/** What a token model knows after some tokens. */
export interface TokenState {
  /** For each token of the vocabulary the natural logarithm of the probability that it comes next. */
  readonly logProbabilities: ArrayLike<number>;
  /** Called once when the state is needed no more. */
  close?(): void;
}

/** What `fromTokenModel` has to know. */
export interface TokenModelOptions<State extends TokenState = TokenState> {
  /**
   * The bytes of each token, by its id; null for tokens that are no part of text, such as the beginning and the end of a document. What the model gives to those is
   * divided among the tokens of text in proportion: the question is always what comes next if the text goes on.
   */
  readonly tokenBytes: readonly (Uint8Array | null)[];
  /** The state after these tokens at the beginning of a document; `[]` asks for the state before the first. */
  readonly open: (tokens: readonly number[]) => State | Promise<State>;
  /**
   * The tokens into which the tokeniser cuts a text. With it a long text is read up to `beam.lead` characters before each place that is asked about in these tokens alone, by `open`, and only from there
   * on in all ways. Scores are not affected: they are of all characters.
   */
  readonly tokenize?: (text: string) => readonly number[] | Promise<readonly number[]>;
  /**
   * What comes before every text for this model and is no part of it, as the space that SentencePiece puts there: all that is asked is asked given it. `tokenize` cuts it with the text.
   */
  readonly prefix?: string;
  /**
   * States after one token more each, for a model that can go on from a state that it has: all that are needed at once. A state stays as it is, and may be gone on with in
   * several ways. Without `fork`, `open` is asked for each.
   */
  readonly fork?: (
    forks: readonly { readonly state: State; readonly token: number }[],
  ) => readonly State[] | Promise<readonly State[]>;
  /** Texts that are read side by side, 64 if not given: with a cache, as many as it has room for. */
  readonly together?: number;
  /** The characters whose probabilities are asked for, each once: those of the code that is read. A token model can write any character. */
  readonly alphabet: string | readonly string[];
  /** What results call it, `model` if not given. */
  readonly name?: string;
  /**
   * How many tokenisations of a text are followed: at most `width` at once (16), those with more than `threshold` of its probability (0.001). `lead`: see `tokenize` (16).
   * `scoring` is the share for scores, if another: a tokenisation that differs far back goes on with the text, at a question for each token, and leaving it out costs a score its share once.
   */
  readonly beam?: {
    readonly width?: number;
    readonly threshold?: number;
    readonly lead?: number;
    readonly scoring?: number;
  };
}

/** How the model is asked. */
export type TokenAsking = Pick<
  TokenModelOptions,
  'tokenBytes' | 'open' | 'tokenize' | 'prefix' | 'fork' | 'together'
>;

/** What the beams of the same model left out, which was asked in several places at once, and how many questions it was asked in all of them. */
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
