import { z } from 'zod';
import { count, documentInterval, estimateSchema } from '../../statistics/shapes.ts';

/** Bits per character; `perDocument` is the mean of the documents' own, each counted once. */
const bitsSchema = z.object({
  bits: z.number(),
  ...documentInterval,
  perDocument: z.object({ bits: z.number(), ...documentInterval }),
});

/** Metric 9, one predictor on the held-out split. Intervals over documents, 95 %. */
export const bitsPerCharacterSchema = z.object({
  predictor: z.string(),
  split: z.string(),
  characters: count,
  carried: bitsSchema.nullable(),
  /** State reset every 256 characters. */
  reset: bitsSchema.extend({ every: count }).nullable(),
  /** Mean bits by position since the reset, in doubling buckets; empty for predictors without a state. */
  byPosition: z.array(z.object({ from: count, to: count, n: count, bits: z.number() })),
  /**
   * Bits per character that a carried state saves, by the characters since the last reset. A model without memory also saves some, as far
   * back as it sees: the n-gram and the untrained network, for which only this is reported, are the controls.
   */
  sinceReset: z.array(estimateSchema.extend({ from: count, to: count, n: count })),
  /**
   * Upper bound on a token model's `carried` bits, by its tokenizer's way to cut each text; others would add to its probability.
   */
  upperBound: bitsSchema.optional(),
});

/** Bits per character of one predictor on one split, with the state carried and reset. */
export interface BitsPerCharacter extends z.infer<typeof bitsPerCharacterSchema> {}
