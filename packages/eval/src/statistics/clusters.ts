import { LEAST_FOR_INTERVAL, type RatioPart } from './parts.ts';
import { clusterVariance, sumOf } from './ratio.ts';
import type { Proportion } from './shapes.ts';
import { studentCritical } from './student-t.ts';

/**
 * Factor by which clustering inflates the variance of a share over that of as many independent observations, since those of one
 * document resemble each other: d = n v / (p(1−p)) with v = m/(m−1) Σ(xᵢ − nᵢp)² / n² over m documents with xᵢ of nᵢ held. At least
 * 1: a variance below that of independent observations is due to chance. Also 1 if the variance cannot be estimated (one document,
 * or a share of 0 or 1).
 *
 * Rao & Scott (1992), "A simple method for the analysis of clustered binary data", Biometrics 48, 577–585, section 2.
 */
export function designEffect(documents: readonly RatioPart[]): number {
  const counted = documents.filter(({ denominator }) => denominator > 0);
  const { numerator: held, denominator: n } = sumOf(counted);
  const share = held / n;
  if (counted.length < 2 || share === 0 || share === 1) return 1;
  const squares = counted.reduce(
    (sum, { numerator, denominator }) => sum + (numerator - denominator * share) ** 2,
    0,
  );
  const variance = ((counted.length / (counted.length - 1)) * squares) / n ** 2;
  return Math.max(1, (n * variance) / (share * (1 - share)));
}

/**
 * Share over documents, each with `numerator` of `denominator` held: Wilson's interval at the effective sample size p(1−p)/v with the
 * quantile of Student's t. v and the degrees of freedom are those of Bell & McCaffrey (2002), with a working model in which cases correlate
 * within documents as strongly as the design effect implies; v is at least that of independent cases. If no document has more than one
 * case, they are independent, and the interval is Wilson's own. If all cases hold, or none does, no variance is visible: cases are assumed
 * to correlate as they do elsewhere, by 0.1. Fewer than three documents say nothing about others: the interval is [0, 1].
 *
 * Korn & Graubard (1998), "Confidence intervals for proportions with small expected number of positive counts estimated from
 * survey data", Survey Methodology 24, 193–201; Dean & Pagano (2015), "Evaluating confidence interval methods for binomial
 * proportions in clustered surveys", Journal of Survey Statistics and Methodology 3, 484–503. Coverage: docs/decisions.md, 14.
 */
export function clusteredProportion(
  parts: readonly (RatioPart & { readonly document?: string })[],
): Proportion {
  const counted = parts.filter(({ denominator }) => denominator > 0);
  const { numerator: held, denominator: n } = sumOf(counted);
  const documents = counted.length;
  if (documents === n) return proportion(held, n);
  const estimate = held / n;
  const share = { held, n, estimate, documents };
  if (documents < LEAST_FOR_INTERVAL) return { ...share, low: 0, high: 1, designEffect: 1 };
  const correlation = withinDocuments(counted);
  const { variance, degrees } = clusterVariance(
    counted,
    ({ denominator }) => correlation + (1 - correlation) / denominator,
  );
  const independent = (estimate * (1 - estimate)) / n;
  if (independent === 0) {
    const assumed = Math.max(1, 1 + UNSEEN_CORRELATION * (casesAround(counted) - 1));
    // Assumed rather than found, so it is not reported as a design effect.
    return {
      ...share,
      ...wilsonInterval(estimate, n / assumed, studentCritical(documents - 1)),
      designEffect: 1,
    };
  }
  const effect = Math.max(1, variance / independent);
  const apart = documentApart(counted)?.document;
  return {
    ...share,
    ...(apart === undefined ? {} : { apart }),
    ...wilsonInterval(estimate, n / effect, studentCritical(degrees)),
    designEffect: effect,
  };
}

/**
 * The document that departs most from a share, if it lies more than three standard deviations from what the others predict: their
 * share, with cases that correlate as theirs do. Documents are then not all of one kind, and an interval that rests on few of the rare
 * kind is too narrow. Data cannot reveal kinds that did not occur. Coverage: docs/decisions.md, 14.
 */
export function documentApart<T extends RatioPart>(documents: readonly T[]): T | undefined {
  const all = sumOf(documents);
  const share = all.numerator / all.denominator;
  const departure = ({ numerator, denominator }: T) => Math.abs(numerator - denominator * share);
  let far = documents[0];
  for (const one of documents) if (departure(one) > departure(far!)) far = one;
  if (far === undefined || documents.length < 3) return undefined;
  const others = documents.filter((one) => one !== far);
  // Plus half a case of either kind, since the others may all hold.
  const expected = (all.numerator - far.numerator + 0.5) / (all.denominator - far.denominator + 1);
  const effect = 1 + withinDocuments(others) * (far.denominator - 1);
  const deviation = Math.sqrt(far.denominator * expected * (1 - expected) * effect);
  return Math.abs(far.numerator - far.denominator * expected) > 3 * deviation ? far : undefined;
}

/**
 * Correlation assumed between two cases of one document if all cases hold, or none does. Of the default model's 27 shares with 100 cases
 * or more (closers, brackets, indentation, by distance; definitions), 21 have less.
 */
const UNSEEN_CORRELATION = 0.1;

/** Mean number of cases in the document of a case. */
function casesAround(documents: readonly RatioPart[]): number {
  const squares = documents.reduce((sum, { denominator }) => sum + denominator ** 2, 0);
  return squares / sumOf(documents).denominator;
}

/** Correlation ρ of cases within documents, from the design effect 1 + (Σn²/Σn − 1) ρ. */
function withinDocuments(documents: readonly RatioPart[]): number {
  const beside = casesAround(documents) - 1;
  // Weighted cases may add up to less than one per document.
  return beside > 0 ? Math.min(1, (designEffect(documents) - 1) / beside) : 0;
}

/**
 * 95 % interval of a share, or of a point of a curve between 0 and 1, from its standard error over documents: Wilson's at the effective
 * sample size p(1−p)/σ², with Student's t for the number of documents. If p is 0 or 1, each document counts as one observation; fewer
 * than three documents give [0, 1].
 * @param documents number of documents over which `standardError` was estimated
 */
export function shareInterval(
  estimate: number,
  standardError: number,
  documents: number,
): { low: number; high: number } {
  if (documents < LEAST_FOR_INTERVAL || Number.isNaN(standardError)) return { low: 0, high: 1 };
  const isCertain = estimate === 0 || estimate === 1;
  const effectiveSize = isCertain ? documents : (estimate * (1 - estimate)) / standardError ** 2;
  return wilsonInterval(estimate, effectiveSize, studentCritical(documents - 1));
}

/**
 * 95 % interval of the difference a − b of two independent shares, from the interval of each: with lengths
 * δ = √((pₐ−lₐ)² + (u_b−p_b)²) and ε = √((uₐ−pₐ)² + (p_b−l_b)²) it goes from pₐ−p_b−δ to pₐ−p_b+ε. Null if either is empty.
 *
 * Method 10 in Newcombe (1998), Statistics in Medicine 17, 873–890.
 */
export function proportionDifference(
  a: Proportion,
  b: Proportion,
): { difference: number; low: number; high: number } | null {
  if (a.estimate === null || b.estimate === null) return null;
  const difference = a.estimate - b.estimate;
  return {
    difference,
    low: difference - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: difference + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}

/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z_95 = 1.959963984540054;

/**
 * Share of independent units, such as whole documents, with its 95 % Wilson score interval, without continuity correction. Without units
 * (n = 0) the estimate is null; fewer than three give [0, 1]. Cases within documents are not independent: use `clusteredProportion`.
 */
export function proportion(held: number, n: number): Proportion {
  const units = { held, n, documents: n, designEffect: 1 };
  const interval = n < LEAST_FOR_INTERVAL ? { low: 0, high: 1 } : wilsonInterval(held / n, n);
  return { ...units, estimate: n === 0 ? null : held / n, ...interval };
}

/**
 * 95 % Wilson score interval of a share p of n: center (p + z²/2n) / (1 + z²/n), half width
 * z √(p(1−p)/n + z²/4n²) / (1 + z²/n). n may be an effective sample size, which need not be an integer. z is 1.96 or, if the variance
 * is estimated from few units, a quantile of Student's t.
 *
 * Wilson (1927), JASA 22, 209–212; method 3 in Newcombe (1998), Statistics in Medicine 17, 857–872.
 */
export function wilsonInterval(share: number, n: number, z = Z_95): { low: number; high: number } {
  const shrink = 1 + z ** 2 / n;
  const center = (share + z ** 2 / (2 * n)) / shrink;
  const halfWidth = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / shrink;
  return {
    low: share === 0 ? 0 : Math.max(0, center - halfWidth),
    high: share === 1 ? 1 : Math.min(1, center + halfWidth),
  };
}
