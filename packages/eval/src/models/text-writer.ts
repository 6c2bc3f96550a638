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
