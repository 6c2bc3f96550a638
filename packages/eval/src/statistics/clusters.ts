import { clusterVariance, sumOf } from './cluster-variance.ts';
import type { RatioPart } from './ratio-part.ts';
import type { Proportion } from './shapes.ts';
import { studentCritical } from './student-t.ts';
import { proportion, wilsonInterval } from './wilson.ts';

/**
 * By how much the variance of a share exceeds that of as many independent observations, because those of one document resemble
 * each other: d = n v / (p(1−p)) with v = m/(m−1) Σ(xᵢ − nᵢp)² / n² over m documents with xᵢ of nᵢ held. At least 1: that
 * documents are more alike than chance would make them is chance. Where the variance cannot be told (one document, a share
 * of 0 or 1) it is 1 too.
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
 * A share over documents, each with `numerator` of `denominator` held: Wilson's interval at the effective sample size p(1−p)/v with the
 * quantile of Student's t. v and the degrees of freedom are those of `clusterVariance`, with the working model of cases that are
 * correlated within documents, as much as the design effect says; v is not less than that of independent cases. Where no
 * document has more than one case they are independent, and it is Wilson's own. Where all hold, or none, no variance can be seen: cases
 * are taken to correlate as much as they do where it can (`UNSEEN_CORRELATION`). Of one document nothing follows for others: the
 * interval is [0, 1].
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
  if (documents < 2) return { ...share, low: 0, high: 1, designEffect: 1 };
  const correlation = withinDocuments(counted);
  const { variance, degrees } = clusterVariance(
    counted,
    ({ denominator }) => correlation + (1 - correlation) / denominator,
  );
  const independent = (estimate * (1 - estimate)) / n;
  if (independent === 0) {
    const assumed = Math.max(1, 1 + UNSEEN_CORRELATION * (casesAround(counted) - 1));
    // Taken for granted, not found: it is not told as a design effect.
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
 * The document that departs most from a share, where it lies more than three standard deviations from what all others lead to expect: from their
 * share, with cases that correlate as theirs do. Then documents are not all of one kind, and an interval from few of the rare kind is too narrow.
 * Of kinds that were not met no data tell. Coverage: docs/decisions.md, 14.
 */
export function documentApart<T extends RatioPart>(documents: readonly T[]): T | undefined {
  const all = sumOf(documents);
  const share = all.numerator / all.denominator;
  const departure = ({ numerator, denominator }: T) => Math.abs(numerator - denominator * share);
  let far = documents[0];
  for (const one of documents) if (departure(one) > departure(far!)) far = one;
  if (far === undefined || documents.length < 3) return undefined;
  const others = documents.filter((one) => one !== far);
  // Half a case of either kind: others may all hold.
  const expected = (all.numerator - far.numerator + 0.5) / (all.denominator - far.denominator + 1);
  const effect = 1 + withinDocuments(others) * (far.denominator - 1);
  const deviation = Math.sqrt(far.denominator * expected * (1 - expected) * effect);
  return Math.abs(far.numerator - far.denominator * expected) > 3 * deviation ? far : undefined;
}

/**
 * Of two cases of one document, where all of them hold or none. Of the default model's 27 shares with 100 cases or more (closers, brackets,
 * indentation, by distance; definitions) 21 have less.
 */
const UNSEEN_CORRELATION = 0.1;

/** In how large a document, itself included, a case is on average. */
function casesAround(documents: readonly RatioPart[]): number {
  const squares = documents.reduce((sum, { denominator }) => sum + denominator ** 2, 0);
  return squares / sumOf(documents).denominator;
}

/** The correlation ρ of cases within documents that a design effect 1 + (Σn²/Σn − 1) ρ means. */
function withinDocuments(documents: readonly RatioPart[]): number {
  const beside = casesAround(documents) - 1;
  // Weighted cases may come to less than one a document.
  return beside > 0 ? Math.min(1, (designEffect(documents) - 1) / beside) : 0;
}

/**
 * The 95 % interval of a share, or of a point of a curve between 0 and 1, whose standard error over documents is known: Wilson's at the
 * effective sample size p(1−p)/σ², with Student's t for the number of documents. Where p is 0 or 1, each document counts as one
 * observation; of a single one nothing follows, [0, 1].
 * @param documents over which `standardError` was estimated
 */
export function shareInterval(
  estimate: number,
  standardError: number,
  documents: number,
): { low: number; high: number } {
  if (documents < 2 || Number.isNaN(standardError)) return { low: 0, high: 1 };
  const isCertain = estimate === 0 || estimate === 1;
  const effectiveSize = isCertain ? documents : (estimate * (1 - estimate)) / standardError ** 2;
  return wilsonInterval(estimate, effectiveSize, studentCritical(documents - 1));
}

/**
 * The 95 % interval of the difference a − b of two independent shares, from the interval of each: with lengths
 * δ = √((pₐ−lₐ)² + (u_b−p_b)²) and ε = √((uₐ−pₐ)² + (p_b−l_b)²) it goes from pₐ−p_b−δ to pₐ−p_b+ε. Null where either is empty.
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
