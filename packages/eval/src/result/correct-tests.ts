import { z } from 'zod';
import { textFigureIds } from '../metrics/text-figures.ts';
import { predictionFigureIds } from '../probes/probes.ts';
import type { Units } from '../probes/schema.ts';
import { holm } from '../statistics/permutation.ts';
import { count, type Difference } from '../statistics/shapes.ts';

/**
 * One figure compared between two sides, tested over documents. Everything called better, worse or undecided follows from such tests.
 *
 * `measure` is a figure of text or of predictions: `bits` of predictors, `state` for `carried` against `reset` (both per character or, with
 * `-per-document`, the mean over documents, each counted once); `closers/natural`, `pairs/quote/lengthControlled` and `closer-probability`
 * of predictors, where `coin` is a predictor that guesses evenly; `placement/…` of length-controlled items with the filler `before` the two
 * ends or `between` them; `past-memory` of the `longest` context against the `shortest`; `delimiters`, `indentation` and so on of subjects.
 */
export const testedDifferenceSchema = z.object({
  measure: z.enum([...textFigureIds, ...predictionFigureIds]),
  /** Distances `[from, to)` in characters; null for the overall figure. */
  range: z.object({ from: count, to: count }).nullable(),
  first: z.string(),
  second: z.string(),
  /** True if both figures are of the same documents, whose signs are flipped; else documents are reassigned to the sides at random. */
  paired: z.boolean(),
  /** The first side's figure minus the second's, with its 95 % interval; null if there are too few documents for one. */
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Number of documents of the first side. */
  documents: count,
  /** Two-sided p-value. */
  pValue: z.number().min(0).max(1),
  /** P-value after the correction of Holm (1979) over all tests of the result. */
  adjustedPValue: z.number().min(0).max(1),
  /** Order of the first side's figure to the second's: decided if the corrected p-value is below 0.05 and the interval excludes 0. */
  order: z.enum(['above', 'below', 'undecided']),
});

/** A difference between two models or subjects, its interval, and its p-value after correction. */
export type TestedDifference = z.infer<typeof testedDifferenceSchema>;

/** A test before correction for multiple testing. */
export type UncorrectedTest = Omit<TestedDifference, 'adjustedPValue' | 'order'>;

/** A family of tests, corrected and decided. */
export interface CorrectedTests<U extends Units | null = null> {
  readonly comparisons: TestedDifference[];
  /** Units with corrected p-values. */
  readonly units: U;
  /** Number of tests in the family. */
  readonly tests: number;
}

/**
 * Corrects p-values for multiple testing and decides the tests. All of them form one family (Holm 1979): the chance that any difference
 * found is false is at most 5 %, whatever part of a report is read. Tests of metric 16 belong to the family if it was measured.
 */
export function correctTests<U extends Units | null = null>(
  tests: readonly UncorrectedTest[],
  units: U = null as U,
): CorrectedTests<U> {
  const family: readonly { readonly pValue: number }[] = [
    ...tests,
    ...(units === null ? [] : testsOf(units)),
  ];
  const pValues = holm(family.map(({ pValue }) => pValue));
  const adjusted = new Map(family.map((test, index) => [test, pValues[index]!]));
  const comparisons = tests.map((test) => {
    const adjustedPValue = adjusted.get(test)!;
    return { ...test, adjustedPValue, order: orderOf(test, adjustedPValue) };
  });
  const corrected = (units && withPValues(units, adjusted)) as U;
  return { comparisons, units: corrected, tests: family.length };
}

function orderOf({ low, high }: UncorrectedTest, pValue: number): TestedDifference['order'] {
  if (pValue >= 0.05 || low === null || high === null) return 'undecided';
  if (low > 0) return 'above';
  return high < 0 ? 'below' : 'undecided';
}

function testsOf({ best }: Units): Difference[] {
  return best.flatMap(({ aboveUntrained, aboveSurface }) => [aboveUntrained, aboveSurface]);
}

function withPValues(units: Units, adjusted: ReadonlyMap<object, number>): Units {
  const correct = (one: Difference): Difference => ({ ...one, pValue: adjusted.get(one)! });
  const best = units.best.map((one) => ({
    ...one,
    aboveUntrained: correct(one.aboveUntrained),
    aboveSurface: correct(one.aboveSurface),
  }));
  return { ...units, best };
}
