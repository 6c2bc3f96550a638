import type { EvaluatedModel } from '../language-model.ts';
import type { TokenModelOptions } from './token-model-options.ts';

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
