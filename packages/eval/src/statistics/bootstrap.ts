import { RandomStream } from './random.ts';

/** One document's part of a ratio of sums: its numerator (such as bits) and denominator (such as characters). */
export interface RatioPart {
  readonly numerator: number;
  readonly denominator: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** How often the documents are drawn anew, 1000 if not given. */
  readonly resamples?: number;
}

/**
 * The ratio Σ numerator / Σ denominator with its 95 % percentile interval from a bootstrap over documents:
 * as many documents are drawn with replacement, the ratio taken again, and of all those the 2.5 % and 97.5 %
 * quantiles. Efron & Tibshirani (1993), chapters 6 and 13. Of a single document there is no interval: it would be a point.
 */
export function bootstrapRatio(
  parts: readonly RatioPart[],
  { seed, resamples = 1000 }: BootstrapOptions,
): { estimate: number; low: number | null; high: number | null } {
  const numerator = parts.reduce((sum, part) => sum + part.numerator, 0);
  const denominator = parts.reduce((sum, part) => sum + part.denominator, 0);
  const estimate = numerator / denominator;
  if (parts.length < 2) return { estimate, low: null, high: null };
  const random = new RandomStream(seed);
  const ratios = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let numerator = 0;
    let denominator = 0;
    for (let draw = 0; draw < parts.length; draw++) {
      const part = parts[random.nextInteger(parts.length)]!;
      numerator += part.numerator;
      denominator += part.denominator;
    }
    ratios[resample] = numerator / denominator;
  }
  ratios.sort();
  return { estimate, low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

/** The `share` quantile of ascending values, interpolated linearly (type 7 of Hyndman & Fan 1996); NaN of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** The median, null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return quantile(
    values.slice().sort((a, b) => a - b),
    0.5,
  );
}
