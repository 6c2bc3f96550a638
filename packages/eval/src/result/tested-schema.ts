import { z } from 'zod';
import { textFigureIds } from '../metrics/text-figures.ts';
import { predictionFigureIds } from '../probes/prediction-figures.ts';
import { dominanceSchema } from '../statistics/permutation.ts';
import { count } from '../statistics/shapes.ts';

/**
 * One figure of two sides, tested over documents: all that is said of better, worse or no difference follows from these.
 *
 * `measure`, a figure of text or of predictions, and the sides: `bits` of predictors, `state` for `carried` against `reset` (both per character, and
 * `-per-document`: the mean of the documents' own, each of which counts once); `closers/natural`, `pairs/quote/stretched` and
 * `closer-probability` of predictors, where `coin` guesses evenly; `placement/…` of stretched items with the
 * filler `before` the two ends or `between` them; `past-memory` of the `longest` context against the `shortest`;
 * `delimiters`, `indentation` and the like of subjects by their id.
 */
export const testedDifferenceSchema = z.object({
  measure: z.enum([...textFigureIds, ...predictionFigureIds]),
  /** Distances `[from, to)` in characters; null for all together. */
  range: z.object({ from: count, to: count }).nullable(),
  first: z.string(),
  second: z.string(),
  /** On the same documents, of which signs are flipped; else documents are reassigned to the sides at random. */
  paired: z.boolean(),
  /** The first side's figure minus the second's, with its 95 % interval; null where there are too few documents for one. */
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Of the first side. */
  documents: count,
  /** Two-sided. */
  pValue: z.number().min(0).max(1),
  /** Corrected after Holm (1979) for all tests of the result. */
  adjustedPValue: z.number().min(0).max(1),
  /** The document that makes more than a quarter of the variance of a paired difference; null where none does, and of unpaired ones. */
  dominatedBy: dominanceSchema.nullable(),
  /**
   * How the first side's figure lies to the second's: decided where the corrected p-value is below 0.05 and the interval leaves out 0. `withheld`
   * where one document dominates.
   */
  order: z.enum(['above', 'below', 'undecided', 'withheld']),
});

/** A difference between two models or subjects, its interval, and its p value after correction. */
export type TestedDifference = z.infer<typeof testedDifferenceSchema>;
