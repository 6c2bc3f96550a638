import { wilsonInterval } from './clusters.ts';
import type { RatioPart } from './parts.ts';
import { clusterVariance, smith, sumOf } from './ratio.ts';
import { studentCritical, studentTwoSided } from './student-t.ts';

/** Difference with its 95 % interval and two-sided p-value, which never contradict each other. */
export interface SeededDifference {
  /** First minus second, in the unit of the ratios. */
  readonly difference: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
  /** Two-sided p-value, from 0 to 1. */
  readonly pValue: number;
  /** Share of its variance due to documents; the rest is due to seeds. 0 for samples, which are nested in seeds. */
  readonly overDocuments: number;
  /** Satterthwaite's degrees of freedom; fewer than two are too few to say anything. */
  readonly degrees: number;
}

/**
 * Difference a − b between two ways of training, each represented by several networks with different seeds that read the same documents:
 * seeds and documents are crossed. Its variance over other seeds and documents is the sum of three: that of the documents' differences
 * between the means over seeds and, for each side, that of its seeds' ratios. They overlap slightly, which makes the interval slightly
 * too wide. Student's t has Satterthwaite's degrees of freedom: three seeds that differ much are few, however many documents there are.
 *
 * Owen (2007), "The pigeonhole bootstrap", Annals of Applied Statistics 1, 386–411: a bootstrap, whether of seeds and then documents or of
 * both, sees only (S − 1)/S of the variance of S seeds and has no t; Cameron, Gelbach & Miller (2011), "Robust inference with multiway
 * clustering", Journal of Business & Economic Statistics 29, 238–249; Satterthwaite (1946), Biometrics Bulletin 2, 110–114.
 *
 * @param first the documents' parts for each seed, in the same order and with the same denominators everywhere
 * @param working working model of the variance of the documents' differences
 */
export function crossedDifference(
  first: readonly (readonly RatioPart[])[],
  second: readonly (readonly RatioPart[])[],
  working = smith,
): SeededDifference {
  const [own, other] = [meanOver(first), meanOver(second)];
  const differences = differencesOf(own, other);
  const overDocuments =
    differences.length < 2 ? { variance: 0, degrees: 1 } : clusterVariance(differences, working);
  const parts = [overDocuments, ofSeeds(first), ofSeeds(second)];
  return studentDifference(ratioOf(differences), parts, overDocuments.variance);
}

/**
 * The same for networks with documents of their own, such as samples: documents are nested in seeds, so the seeds' ratios vary with
 * them too, and the seed is the unit; for a single network, the document is. Welch (1947), Biometrika 34, 28–35.
 */
export function nestedDifference(
  first: readonly (readonly RatioPart[])[],
  second: readonly (readonly RatioPart[])[],
): SeededDifference {
  const [own, other] = [ratioOf(first.flat()), ratioOf(second.flat())];
  const parts = [first, second].map((seeds) =>
    seeds.length === 1 && seeds[0]!.length > 1 ? clusterVariance(seeds[0]!, smith) : ofSeeds(seeds),
  );
  return studentDifference(own - other, parts);
}

/** A variance with its degrees of freedom. */
export interface VariancePart {
  readonly variance: number;
  readonly degrees: number;
}

/** Difference whose variance is the sum of those of independent parts; `documents` is the part due to documents. */
export function studentDifference(
  difference: number,
  parts: readonly VariancePart[],
  documents = 0,
): SeededDifference {
  const { variance, degrees } = sumOfVariances(parts);
  if (variance === 0)
    return {
      difference,
      low: difference,
      high: difference,
      pValue: difference === 0 ? 1 : 0,
      overDocuments: 0,
      degrees: Number.POSITIVE_INFINITY,
    };
  const halfWidth = studentCritical(degrees) * Math.sqrt(variance);
  return {
    difference,
    low: difference - halfWidth,
    high: difference + halfWidth,
    pValue: studentTwoSided(difference / Math.sqrt(variance), degrees),
    overDocuments: documents / variance,
    degrees,
  };
}

/** Sum of independent variances, with Satterthwaite's degrees of freedom. */
function sumOfVariances(parts: readonly VariancePart[]): VariancePart {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  return {
    variance,
    degrees: variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0),
  };
}

/** Ends of an interval; null if there is none. */
interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

const NONE: Ends = { low: null, high: null };
/** Fewest degrees of freedom for an interval: two seeds that differ leave fewer, and t is 4.3 to 12.7. */
export const LEAST_DEGREES = 1.99;

/**
 * 95 % interval of the mean over networks that differ in their seed, from independent variances over seeds and documents: their half widths
 * are added in quadrature (MOVER). Satterthwaite's covers the truth in only 92.5 % of cases if three seeds make up most of the variance.
 * For a share it is Wilson's, equally wide. The ends are null if two seeds are too few for an interval.
 *
 * Zou & Donner (2008), "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27, 1693–1702.
 */
export function groupInterval(mean: number, parts: readonly VariancePart[], isShare = false): Ends {
  const { variance, degrees } = sumOfVariances(parts);
  if (degrees < LEAST_DEGREES) return NONE;
  const halfWidth = Math.hypot(...parts.map((one) => studentCritical(one.degrees) * Math.sqrt(one.variance)));
  return isShare && variance > 0
    ? wilsonInterval(mean, (mean * (1 - mean)) / variance, halfWidth / Math.sqrt(variance))
    : { low: mean - halfWidth, high: mean + halfWidth };
}

/** Variance of the mean over seeds. */
function ofSeeds(seeds: readonly (readonly RatioPart[])[]): VariancePart {
  return ofMean(seeds.map(ratioOf));
}

/** Variance of the mean of one figure per seed; 0 for a single seed, which stands for itself. */
export function ofMean(ratios: readonly number[]): VariancePart {
  if (ratios.length === 1) return { variance: 0, degrees: 1 };
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const squares = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0);
  return { variance: squares / (ratios.length - 1) / ratios.length, degrees: ratios.length - 1 };
}

/** Mean over seeds for each document; all of them have the same denominators. */
export function meanOver<T extends RatioPart>(seeds: readonly (readonly T[])[]): T[] {
  return seeds[0]!.map((part, document) => ({
    ...part,
    numerator: seeds.reduce((sum, parts) => sum + parts[document]!.numerator, 0) / seeds.length,
  }));
}

/** First minus second for each document; both have the same denominators. */
export function differencesOf(first: readonly RatioPart[], second: readonly RatioPart[]): RatioPart[] {
  return first.map(({ numerator, denominator }, document) => ({
    numerator: numerator - second[document]!.numerator,
    denominator,
  }));
}

export function ratioOf(parts: readonly RatioPart[]): number {
  const { numerator, denominator } = sumOf(parts);
  return numerator / denominator;
}
