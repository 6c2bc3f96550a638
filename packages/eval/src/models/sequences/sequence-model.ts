/**
 * Character model with a state, which reads many texts side by side in chunks and each character once. A text being read is a sequence, with a
 * number that the caller chooses. `fromSequences` makes an `EvaluatedModel` of it.
 */
export interface SequenceModel {
  /** Name in results. */
  readonly name: string;
  /** Characters that it can predict: character i has the id i. */
  readonly alphabet: readonly string[];
  /**
   * Distribution of a text's first character, [V] natural logarithms; null if the model needs a character to begin with. Then a first character
   * counts as a uniform guess, and a sample begins after a newline.
   */
  readonly first: Float32Array | null;
  /** Maximum number of sequences to advance at once, 64 if not given. */
  readonly together?: number;
  /** Opens sequences before the first character of a text. */
  open(sequences: readonly number[]): void | Promise<void>;
  /**
   * Reads T more characters of each of B sequences.
   * @param ids [B × T] int32, row-major
   * @param rows places in `ids` after which the next character is asked for, ascending
   * @returns [rows.length × V] float32, natural logarithms of probabilities
   */
  advance(sequences: readonly number[], ids: Int32Array, rows: Int32Array): Promise<Float32Array>;
  /** Copies each of `from` to the number at the same place of `to`. */
  fork(from: readonly number[], to: readonly number[]): void | Promise<void>;
  /** Forgets sequences. */
  close(sequences: readonly number[]): void | Promise<void>;
}
