/** A figure with its standard error over documents; NaN if leaving out one document leaves nothing to compute it from. */
interface FigureWithError {
  /** Figure of all documents. */
  readonly estimate: number;
  /** Standard error, in the unit of the estimate. */
  readonly standardError: number;
}

/**
 * Figures of a set of documents with their standard errors, from leaving out each document in turn: with θ₋ᵢ the figure without document i
 * and m documents, σ² = (m−1)/m Σ (θ₋ᵢ − mean)². Use it for figures without a formula, such as the points of a curve: cases of one
 * document may depend on each other in any way. Use the formula for shares and ratios (`clusteredProportion`), and resample for figures
 * that jump (a quantile, a bucket's end).
 *
 * Interval: for shares and curves between 0 and 1 `shareInterval`, which stays between them; for others `estimate` ± t · σ.
 * Tukey (1958); Efron & Stein (1981), "The jackknife estimate of variance", Annals of Statistics 9, 586–596.
 *
 * @param statistic returns the same number of figures for any documents
 */
export function jackknife<T>(
  documents: readonly T[],
  statistic: (documents: readonly T[]) => readonly number[],
): FigureWithError[] {
  const without = documents.map((_, left) => statistic(documents.filter((_, index) => index !== left)));
  return statistic(documents).map((estimate, figure) => ({
    estimate,
    standardError: jackknifeError(without.map((figures) => figures[figure]!)),
  }));
}

/** Standard error of a figure, given its values without each of the documents; NaN for fewer than two. */
export function jackknifeError(without: readonly number[]): number {
  const m = without.length;
  if (m < 2) return Number.NaN;
  const mean = without.reduce((sum, value) => sum + value, 0) / m;
  return Math.sqrt(((m - 1) / m) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0));
}
