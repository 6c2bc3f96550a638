/**
 * Character model with a state, which reads many texts side by side, in chunks, and each character only once. A text being read is a
 * sequence; the caller chooses its number. `fromSequences` makes an `EvaluatedModel` of it.
 */
export interface SequenceModel {
  /** Name in results. */
  readonly name: string;
  /** Characters that the model can predict; character i has the id i. */
  readonly alphabet: readonly string[];
  /**
   * Distribution of a text's first character, [V] natural logarithms; null if the model needs a character to start from. In that case, a
   * first character counts as a uniform guess, and a sample begins after a newline.
   */
  readonly first: Float32Array | null;
  /** Maximum number of sequences to advance at once, 64 by default. */
  readonly together?: number;
  /** Opens sequences at the beginning of a text. */
  open(sequences: readonly number[]): void | Promise<void>;
  /**
   * Reads T more characters of each of B sequences.
   * @param ids [B × T] int32, row-major
   * @param rows places in `ids` after which to predict the next character, ascending
   * @returns [rows.length × V] float32, natural logarithms of probabilities
   */
  advance(sequences: readonly number[], ids: Int32Array, rows: Int32Array): Promise<Float32Array>;
  /** Copies each sequence in `from` to the number at the same place in `to`. */
  fork(from: readonly number[], to: readonly number[]): void | Promise<void>;
  /** Forgets sequences. */
  close(sequences: readonly number[]): void | Promise<void>;
}
