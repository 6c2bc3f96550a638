/** A model that the probe of gradients can use. */
export interface GradientSource {
  /**
   * Returns for each target the Euclidean norms of the gradient of its loss, in nats, with respect to the embeddings of the `window`
   * characters before it: entry k − 1 for the character k before. The text is read from its beginning, with the state carried.
   */
  gradientNorms(
    texts: readonly string[],
    targets: readonly GradientReachTarget[],
    window: number,
  ): Promise<readonly ArrayLike<number>[]>;
}

/** The character at offset `at` of a text. */
export interface GradientReachTarget {
  /** Index of the text. */
  readonly text: number;
  /** Offset in it, in UTF-16 code units. */
  readonly at: number;
}
