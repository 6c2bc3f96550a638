/**
 * What the probes need of a model: probabilities for text that exists. The neural model, an n-gram and anything
 * else that predicts the next character satisfies it by its shape.
 */
export interface LanguageModel {
  /** What results call it. */
  readonly name: string;
  /** Whether it carries a state from character to character that a reset would empty. */
  readonly stateful: boolean;
  /**
   * For every text the natural logarithms of the probability of each UTF-16 code unit given those before it in the
   * same text, float32 of the text's length. A model that cannot predict the first one says NaN there.
   * @param options.resetEvery empty the state before every so many characters: character i is predicted from those from
   *   k·resetEvery up to i − 1, with the greatest k that leaves one at least. Null: from all of them.
   */
  score(
    texts: readonly string[],
    options: { readonly resetEvery: number | null },
  ): Promise<readonly Float32Array[]>;
}
