import { LEAST_FOR_INTERVAL, type RatioPart } from './parts.ts';
import { studentCritical } from './student-t.ts';

/**
 * Ratio Σ numerator / Σ denominator over documents, such as bits per character, with its 95 % interval: the linearized variance,
 * corrected for documents of unequal size, and Student's t (`clusterVariance`). The working model is Smith's: the variance of a
 * document's own ratio falls with the square root of its size n, between independent characters (1 / n) and fully dependent ones (1).
 * Bootstraps of documents, percentile or BCa, cover the truth in 85 to 92 % of cases instead of 95: docs/decisions.md, 14. Fewer than
 * three documents give null.
 *
 * Smith (1938), "An empirical law describing heterogeneity in the yields of agricultural crops", Journal of Agricultural Science 28, 1–23.
 *
 * @param parts parts with a denominator of 0 are left out
 */
export function clusteredRatio(parts: readonly RatioPart[]): {
  estimate: number;
  low: number | null;
  high: number | null;
} {
  const counted = parts.filter(({ denominator }) => denominator > 0);
  const { numerator, denominator } = sumOf(counted);
  const estimate = numerator / denominator;
  if (counted.length < LEAST_FOR_INTERVAL) return { estimate, low: null, high: null };
  const { variance, degrees } = clusterVariance(counted, smith);
  const halfWidth = studentCritical(degrees) * Math.sqrt(variance);
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth };
}

/** Working model of the variance of a document's own ratio, up to a factor. */
export type Working = (part: RatioPart) => number;

/** Smith's model. */
export const smith: Working = ({ denominator }) => 1 / Math.sqrt(denominator);
/** Model of the bits by which two models differ: what a document is about matters, not how long it is. */
export const alike: Working = () => 1;

interface ClusterVariance {
  /** Variance of Σ numerator / Σ denominator. */
  readonly variance: number;
  /** Its degrees of freedom for Student's t, from 1 to the number of documents − 1. */
  readonly degrees: number;
}

/**
 * Variance of a ratio of sums over documents, r = Σ x / Σ n, from each document's departure, v = Σ (xᵢ − nᵢr)² / (Σ n)². If documents
 * differ much in size, v is too small, because r follows the large ones, and it depends on few of them. Both are corrected under a
 * working model of the variance of each document's own ratio, τᵢ: v is multiplied by the factor that makes it unbiased, and the degrees
 * of freedom are Satterthwaite's 2 E(v)² / Var(v). If all documents are alike, these are m/(m−1) and m−1.
 *
 * That Var(v) assumes normal departures. If a few documents make up most of v, such as those few in which anything broke at all, v is less
 * certain: the degrees of freedom are then those of the departures' own fourth moments, 2 (Σ e²)² / (Σ e⁴ − (Σ e²)²/m), if these are fewer.
 *
 * Bell & McCaffrey (2002), "Bias reduction in standard errors for linear regression with multi-stage samples", Survey Methodology 28,
 * 169–181; Pustejovsky & Tipton (2018), Journal of Business & Economic Statistics 36, 672–683; O'Neill (2014), "Some useful moment
 * results in sampling problems", The American Statistician 68, 282–296, for the fourth moments.
 *
 * @param parts at least two, each with a denominator above 0
 * @param working τᵢ
 */
export function clusterVariance(parts: readonly RatioPart[], working: Working): ClusterVariance {
  const { numerator, denominator } = sumOf(parts);
  const ratio = numerator / denominator;
  // With shares w of the denominator, the covariance of the departures i and j is τᵢ[i = j] − aᵢ − aⱼ + true, a = wτ.
  let [plain, fourth, truth, weights, first, second] = [0, 0, 0, 0, 0, 0];
  for (const part of parts) {
    const square = (part.denominator / denominator) ** 2;
    const a = (part.denominator / denominator) * working(part);
    const departure = ((part.numerator - part.denominator * ratio) / denominator) ** 2;
    plain += departure;
    fourth += departure ** 2;
    truth += square * working(part);
    weights += square;
    first += square * a;
    second += square * a * a;
  }
  let expected = 0;
  let squares =
    truth ** 2 * weights ** 2 - 4 * truth * weights * first + 2 * weights * second + 2 * first ** 2;
  for (const part of parts) {
    const square = (part.denominator / denominator) ** 2;
    const apart = truth - 2 * (part.denominator / denominator) * working(part);
    const own = apart + working(part);
    expected += square * own;
    squares += square ** 2 * (own ** 2 - apart ** 2);
  }
  const unequal = fourth - plain ** 2 / parts.length;
  const seen = unequal > 0 ? (2 * plain ** 2) / unequal : Number.POSITIVE_INFINITY;
  const degrees = Math.min(parts.length - 1, Math.max(1, Math.min(expected ** 2 / squares, seen)));
  return { variance: (plain * truth) / expected, degrees };
}

/** Sums of numerators and denominators. */
export function sumOf(parts: readonly RatioPart[]): RatioPart {
  let numerator = 0;
  let denominator = 0;
  for (const part of parts) {
    numerator += part.numerator;
    denominator += part.denominator;
  }
  return { numerator, denominator };
}
