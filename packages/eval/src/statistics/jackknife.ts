/** A figure with its standard error over documents; NaN where leaving out one document leaves nothing to take it from. */
export interface FigureWithError {
  /** Of all documents. */
  readonly estimate: number;
  /** In the unit of the estimate. */
  readonly standardError: number;
}

/**
 * Figures of a body of documents with their standard errors, by leaving out each document in turn: with θ₋ᵢ the figure without document i
 * and m documents, σ² = (m−1)/m Σ (θ₋ᵢ − mean)². For whatever has no formula, such as a curve, each point of which is a figure: what
 * lies in one document may depend on each other in any way. Where there is a formula for shares or ratios (`clusteredProportion`) use that; where the figure jumps (a quantile, a bucket's end) resample instead.
 *
 * An interval: for shares and curves between 0 and 1 `shareInterval`, which stays between them; for others `estimate` ± t · σ.
 * Tukey (1958); Efron & Stein (1981), "The jackknife estimate of variance", Annals of Statistics 9, 586–596.
 *
 * @param statistic the same number of figures whichever documents it gets
 */
export function jackknife<T>(
  documents: readonly T[],
  statistic: (documents: readonly T[]) => readonly number[],
): FigureWithError[] {
  const m = documents.length;
  const without = documents.map((_, left) => statistic(documents.filter((_, index) => index !== left)));
  return statistic(documents).map((estimate, figure) => {
    const mean = without.reduce((sum, figures) => sum + figures[figure]!, 0) / m;
    const squares = without.reduce((sum, figures) => sum + (figures[figure]! - mean) ** 2, 0);
    return { estimate, standardError: m < 2 ? Number.NaN : Math.sqrt(((m - 1) / m) * squares) };
  });
}
