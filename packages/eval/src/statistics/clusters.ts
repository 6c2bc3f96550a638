import type { Proportion } from '../result/shapes.ts';
import type { RatioPart } from './bootstrap.ts';
import { wilsonInterval } from './wilson.ts';

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
  const { held, n } = total(counted);
  const share = held / n;
  if (counted.length < 2 || share === 0 || share === 1) return 1;
  const squares = counted.reduce(
    (sum, { numerator, denominator }) => sum + (numerator - denominator * share) ** 2,
    0,
  );
  const variance = ((counted.length / (counted.length - 1)) * squares) / n ** 2;
  return Math.max(1, (n * variance) / (share * (1 - share)));
}

/** A share over documents, each with `numerator` of `denominator` held: Wilson's interval at the effective sample size n / d. */
export function clusteredProportion(documents: readonly RatioPart[]): Proportion {
  const { held, n } = total(documents);
  if (n === 0) return { held, n, estimate: null, low: 0, high: 1 };
  return { held, n, estimate: held / n, ...wilsonInterval(held / n, n / designEffect(documents)) };
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

function total(documents: readonly RatioPart[]): { held: number; n: number } {
  let held = 0;
  let n = 0;
  for (const { numerator, denominator } of documents) {
    held += numerator;
    n += denominator;
  }
  return { held, n };
}
