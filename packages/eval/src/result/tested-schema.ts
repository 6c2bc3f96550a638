import { z } from 'zod';
import { textFigureIds } from '../metrics/text-figures.ts';
import { predictionFigureIds } from '../probes/prediction-figures.ts';
import { dominanceSchema } from '../statistics/permutation.ts';
import { count } from '../statistics/shapes.ts';

/**
 * One figure of two sides, tested over documents. Everything that is called better, worse or undecided follows from such tests.
 *
 * `measure` is a figure of text or of predictions: `bits` of predictors, `state` for `carried` against `reset` (both per character, and with
 * `-per-document` the mean over documents, each of which counts once); `closers/natural`, `pairs/quote/lengthControlled` and `closer-probability` of
 * predictors, where `coin` is a predictor that guesses evenly; `placement/…` of length-controlled items with the filler `before` the two ends or
 * `between` them; `past-memory` of the `longest` context against the `shortest`; `delimiters`, `indentation` and the like of subjects, by their ids.
 */
export const testedDifferenceSchema = z.object({
  measure: z.enum([...textFigureIds, ...predictionFigureIds]),
  /** Distances `[from, to)` in characters; null for the overall figure. */
  range: z.object({ from: count, to: count }).nullable(),
  first: z.string(),
  second: z.string(),
  /** True for figures of the same documents, whose signs are flipped; else documents are reassigned to the sides at random. */
  paired: z.boolean(),
  /** The first side's figure minus the second's, with its 95 % interval; null if there are too few documents for one. */
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Number of documents of the first side. */
  documents: count,
  /** Two-sided p-value. */
  pValue: z.number().min(0).max(1),
  /** P-value corrected after Holm (1979) for all tests of the result. */
  adjustedPValue: z.number().min(0).max(1),
  /** Document that makes up more than a quarter of the variance of a paired difference; null if none does, and for unpaired ones. */
  dominatedBy: dominanceSchema.nullable(),
  /**
   * Order of the first side's figure and the second's: decided if the corrected p-value is below 0.05 and the interval excludes 0. `withheld` if one
   * document dominates.
   */
  order: z.enum(['above', 'below', 'undecided', 'withheld']),
});

/** A difference between two models or subjects, its interval, and its p-value after correction. */
export type TestedDifference = z.infer<typeof testedDifferenceSchema>;
