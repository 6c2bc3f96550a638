import type { Proportion } from './shapes.ts';

/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
export const Z_95 = 1.959963984540054;

/**
 * The share of independent units, such as whole documents, with its 95 % Wilson score interval, without continuity correction. Of
 * nothing (n = 0) the estimate is null and the interval [0, 1]. What lies in documents is not independent: `clusteredProportion`.
 */
export function proportion(held: number, n: number): Proportion {
  const units = { held, n, documents: n, designEffect: 1 };
  if (n === 0) return { ...units, estimate: null, low: 0, high: 1 };
  return { ...units, estimate: held / n, ...wilsonInterval(held / n, n) };
}

/**
 * The 95 % Wilson score interval of a share p of n: centre (p + z²/2n) / (1 + z²/n), half width
 * z √(p(1−p)/n + z²/4n²) / (1 + z²/n). n need not be whole: an effective sample size is not. z is 1.96 or, where the variance is
 * estimated from few units, a quantile of Student's t.
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
