import { rangesOf, type Scale, THIN_BELOW } from './buckets.ts';
import { DocumentSums, type NamedPart } from './parts.ts';
import { clusteredRatio } from './ratio.ts';
import type { Estimate, MeanBucket, Spread } from './shapes.ts';
import { studentCritical } from './student-t.ts';

/** A number observed in a document. */
export interface Valued {
  readonly document: string;
  readonly value: number;
}

/** Mean of at least one value, with its 95 % interval over documents. */
export function meanOverDocuments(values: readonly Valued[]): Estimate {
  const { estimate, low, high } = clusteredRatio(partsOfValues(values));
  return { value: estimate, low, high };
}

/** Sum and number of the values of each document. */
export function partsOfValues(values: readonly Valued[]): NamedPart[] {
  const sums = new DocumentSums();
  for (const { document, value } of values) sums.add(document, value, 1);
  return sums.parts;
}

/** Means by ranges of `measure`, without empty ranges. */
export function meanByRange<T extends Valued>(
  values: readonly T[],
  measure: (value: T) => number,
  scale: Scale,
): MeanBucket[] {
  return rangesOf(values, measure, scale).flatMap(({ from, to, members }) => {
    const n = members.length;
    if (n === 0) return [];
    return [{ from, to, n, thin: n < THIN_BELOW, ...meanOverDocuments(members) }];
  });
}

/** The `share` quantile of ascending values, interpolated linearly (type 7 of Hyndman & Fan 1996); NaN without values. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** Median; null without values. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return quantile(
    values.slice().sort((a, b) => a - b),
    0.5,
  );
}

/** Mean, standard deviation, extremes and t interval over seeds; null for fewer than two, since one run has no spread. */
export function spreadOf(values: readonly number[]): Spread | null {
  const runs = values.length;
  if (runs < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
  const halfWidth = studentCritical(runs - 1) * Math.sqrt(variance / runs);
  return {
    runs,
    mean,
    standardDeviation: Math.sqrt(variance),
    min: Math.min(...values),
    max: Math.max(...values),
    low: mean - halfWidth,
    high: mean + halfWidth,
  };
}

/**
 * Area under the ROC curve from counts by ascending value: the probability that a random positive has a larger value than a random
 * negative, a tie counting a half. Chance gives 0.5. Hanley & McNeil (1982), Radiology 143, 29–36.
 *
 * @param positives number of positives with each value, in ascending order of values
 * @param negatives the same for negatives
 * @returns null without a positive or without a negative
 */
export function areaUnderRoc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number | null {
  let positive = 0;
  let negative = 0;
  let wins = 0;
  for (let value = 0; value < positives.length; value++) {
    wins += positives[value]! * (negative + negatives[value]! / 2);
    positive += positives[value]!;
    negative += negatives[value]!;
  }
  return positive === 0 || negative === 0 ? null : wins / (positive * negative);
}
