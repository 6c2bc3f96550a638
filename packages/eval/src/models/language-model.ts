/**
 * What the probes need of a model: probabilities for text that exists. The neural model, an n-gram and anything
 * else that predicts the next character satisfies it by its shape.
 */
export interface LanguageModel {
  /** What results call it. */
  readonly name: string;
  /** Whether it carries a state from character to character that a reset would empty. */
  readonly stateful: boolean;
  /** The characters it can predict; a distribution has one entry for each, in this order. */
  readonly alphabet: readonly string[];
  /**
   * For every text the natural logarithms of the probability of each UTF-16 code unit given those before it in the
   * same text, float32 of the text's length. A model that cannot predict the first one says NaN there.
   * @param options.resetEvery empty the state before every so many characters: character i is predicted from those from
   *   k·resetEvery up to i − 1, with the greatest k that leaves one at least, or, for a model that predicts first characters, with
   *   k = ⌊i / resetEvery⌋. Null: from all of them.
   * @param options.onShare told how far it is, by a model that takes long
   */
  score(
    texts: readonly string[],
    options: { readonly resetEvery: number | null; readonly onShare?: OnShare },
  ): Promise<readonly Float32Array[]>;
  /**
   * Of a model of tokens: scores that sum to a lower bound on those of a text, and so an upper bound on its bits, by the tokens of the tokeniser alone. What a token gives is that of its first character,
   * the others have 0; NaN as in `score`.
   */
  scoreOwnTokens?(
    texts: readonly string[],
    options: { readonly onShare?: OnShare },
  ): Promise<readonly Float32Array[]>;
  /**
   * Distributions of the next character in the middle of texts: for every reading, for each of its positions `at`
   * (ascending, at least 1), natural logarithms over `alphabet` given `text.slice(0, at)` from an empty state.
   * @param onShare told how far it is, by a model that takes long
   * @returns per reading [at.length × alphabet.length] float32, row-major
   */
  predict(readings: readonly Reading[], onShare?: OnShare): Promise<readonly Float32Array[]>;
  /**
   * Log-probabilities of continuations that need not be those of the text: for every branch the natural logarithm of the
   * probability that `continuation` follows `text.slice(0, at)`, summed over its characters. Each text is read once.
   * @param onShare told how far it is, by a model that takes long
   * @returns per text [branches.length] float32; NaN where the continuation has a character outside `alphabet`
   */
  continuations(texts: readonly BranchedText[], onShare?: OnShare): Promise<readonly Float32Array[]>;
}

/** What `evaluate` measures: it predicts, and it writes. */
export interface EvaluatedModel extends LanguageModel, TextWriter {}

/** A text, and where in it a prediction is wanted. */
export interface Reading {
  readonly text: string;
  /** UTF-16 offsets, ascending. */
  readonly at: readonly number[];
}

/** A text, and what might be in it instead: each continuation is scored from offset `at` (UTF-16 code units) on, after the text before it. */
export interface BranchedText {
  readonly text: string;
  /** In the order of `at`. */
  readonly branches: readonly { readonly at: number; readonly continuation: string }[];
}

/** How a `TextWriter` goes on with prompts. */
export interface WritingOptions {
  /** Most characters to write after each prompt. */
  readonly length: number;
  /** Divides the logarithms of probabilities. */
  readonly temperature: number;
  /** Of all draws. */
  readonly seed: number;
  /**
   * Asked now and then with what has been written after prompt `index`; true says that no more is needed. A writer may write on
   * all the same.
   */
  readonly isDone?: (index: number, written: string) => boolean;
  /** Told how much of the work is done, from 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** Writes on where a text breaks off: the neural model, an n-gram, a model for calibration. */
export interface TextWriter {
  /** What results call it. */
  readonly name: string;
  /**
   * What it writes after each prompt, without the prompt, which is read from its beginning and from an empty state. What is written
   * depends on the prompt, its index, the temperature and the seed, and not on the other prompts.
   */
  complete(prompts: readonly string[], options: WritingOptions): Promise<readonly string[]>;
}

/** A model, and the id by which results and tests name it: `model` for the one under test. */
export interface Named<Model> {
  readonly id: string;
  readonly model: Model;
}

/** Told how far a probe is, from 0 to 1. */
export type OnShare = (share: number) => void;
