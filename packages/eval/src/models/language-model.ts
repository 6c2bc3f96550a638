/**
 * A model that assigns probabilities to existing text, as the probes need it. Networks, n-grams and everything else that predicts the next
 * character satisfy it by their shape.
 */
export interface LanguageModel {
  /** Name in results. */
  readonly name: string;
  /** True if the model carries a state from character to character that a reset would clear. */
  readonly stateful: boolean;
  /** Characters that the model can predict; a distribution has one entry for each, in this order. */
  readonly alphabet: readonly string[];
  /**
   * Returns, for every text, the natural logarithm of the probability of each UTF-16 code unit given those before it in the same text,
   * float32 of the text's length; NaN at the first one if the model cannot predict it.
   * @param options.resetEvery number of characters between resets of the state: character i is predicted from characters k·resetEvery to
   *   i − 1, with the largest k that leaves at least one of them or, for a model that predicts first characters, k = ⌊i / resetEvery⌋. If
   *   null, it is predicted from all characters before it.
   * @param options.onShare receives the progress of a slow model
   */
  score(
    texts: readonly string[],
    options: { readonly resetEvery: number | null; readonly onShare?: OnShare },
  ): Promise<readonly Float32Array[]>;
  /**
   * Returns the scores of a token model for the tokenizer's own tokens alone. They sum to a lower bound on the score of a text, and so to
   * an upper bound on its bits. The first character of a token has the token's score, the others have 0; NaN as in `score`.
   */
  scoreOwnTokens?(
    texts: readonly string[],
    options: { readonly onShare?: OnShare },
  ): Promise<readonly Float32Array[]>;
  /**
   * Returns distributions of the next character in the middle of texts: for each position `at` of every reading (ascending, at least 1),
   * natural logarithms over `alphabet` given `text.slice(0, at)`, read from an empty state.
   * @param onShare receives the progress of a slow model
   * @returns per reading [at.length × alphabet.length] float32, row-major
   */
  predict(readings: readonly Reading[], onShare?: OnShare): Promise<readonly Float32Array[]>;
  /**
   * Returns log-probabilities of alternative continuations: for every branch, the natural logarithm of the probability that `continuation`
   * follows `text.slice(0, at)`, summed over its characters. Each text is read once.
   * @param onShare receives the progress of a slow model
   * @returns per text [branches.length] float32; NaN if the continuation has a character outside `alphabet`
   */
  continuations(texts: readonly BranchedText[], onShare?: OnShare): Promise<readonly Float32Array[]>;
}

/** A model that predicts and writes, as `evaluate` needs it. A `CharacterModel` of @longrange/model is one. */
export interface EvaluatedModel extends LanguageModel, TextWriter {
  /** Description in a few words, for results. */
  readonly description?: string;
  /** Number of its parameters, for results. */
  readonly parameterCount?: number;
}

/** A text, and the positions in it at which to predict. */
export interface Reading {
  readonly text: string;
  /** UTF-16 offsets, ascending. */
  readonly at: readonly number[];
}

/** A text with alternative continuations: each is scored from offset `at` (UTF-16 code units) on, after the text before it. */
export interface BranchedText {
  readonly text: string;
  /** Branches in the order of `at`. */
  readonly branches: readonly { readonly at: number; readonly continuation: string }[];
}

/** Options for continuing prompts. */
export interface WritingOptions {
  /** Maximum number of characters to write after each prompt. */
  readonly length: number;
  /** Divisor of log-probabilities. */
  readonly temperature: number;
  /** Seed of all draws. */
  readonly seed: number;
  /**
   * Called now and then with the text written after prompt `index`; true means that no more is needed. A writer may continue all the same.
   */
  readonly isDone?: (index: number, written: string) => boolean;
  /** Receives the progress, from 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** Something that continues texts: a network, an n-gram or a model for calibration. */
export interface TextWriter {
  /** Name in results. */
  readonly name: string;
  /**
   * Returns the text written after each prompt, without the prompt, which is read from its beginning and from an empty state. The text
   * depends on the prompt, its index, the temperature and the seed, but not on the other prompts.
   */
  complete(prompts: readonly string[], options: WritingOptions): Promise<readonly string[]>;
}

/** A model with its id in results and tests: `model` for the evaluated one. */
export interface Named<Model> {
  readonly id: string;
  readonly model: Model;
}

/** Reports progress, from 0 to 1. */
export type OnShare = (share: number) => void;

/**
 * Runs one part of an evaluation, `work`, and may report on it.
 * @param label name of the work in progress
 * @param describe returns the outcome in words
 */
export type RunStage = <T>(
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
) => Promise<T>;
