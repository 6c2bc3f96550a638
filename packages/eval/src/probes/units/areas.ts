import { jackknife } from '../../statistics/jackknife.ts';
import { LEAST_FOR_INTERVAL } from '../../statistics/parts.ts';
import { LEAST_DOCUMENTS } from '../../statistics/permutation.ts';
import type { Difference, Estimate } from '../../statistics/shapes.ts';
import { studentCritical, studentTwoSided } from '../../statistics/student-t.ts';
import type { PropertyHistogram } from './best-units.ts';

/** Area under a ROC curve over documents, some of which may be left out. */
export interface Areas {
  /** Indexes of the documents. */
  readonly documents: readonly number[];
  /** Area under the curve; NaN without a positive or without a negative. */
  area(documents: readonly number[]): number;
}

/**
 * Counts in advance the pairs in which a positive of one document beats a negative of another, so that any choice of documents is cheap.
 * @param histograms counts by ascending value, one histogram per document
 */
export function areasOf(histograms: readonly PropertyHistogram[]): Areas {
  const below = histograms.map(({ negatives }) => halvesBelow(negatives));
  const wins = histograms.map(({ positives }) =>
    Float64Array.from(below, (counts) => positives.reduce((sum, n, bin) => sum + n * counts[bin]!, 0)),
  );
  const positives = histograms.map((one) => sumOf(one.positives));
  const negatives = histograms.map((one) => sumOf(one.negatives));
  const area = (documents: readonly number[]): number => {
    let [positive, negative, won] = [0, 0, 0];
    for (const i of documents) {
      positive += positives[i]!;
      negative += negatives[i]!;
      for (const j of documents) won += wins[i]![j]!;
    }
    return won / (positive * negative);
  };
  return { documents: Array.from(histograms.keys()), area };
}

/** Counts, for each value, the lower ones and half of the equal ones. */
function halvesBelow(counts: Float64Array): Float64Array {
  let before = 0;
  return counts.map((n) => {
    before += n;
    return before - n / 2;
  });
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/**
 * Area with its 95 % interval: the jackknife over documents and Student's t for their number, on the logit scale, where an area is closer
 * to normal and stays between 0 and 1. Over a dozen documents a bootstrap covers the truth in 87 % of cases, this in 95 (see the test).
 *
 * @returns null if the property never or always holds
 */
export function areaEstimate(areas: Areas): Estimate | null {
  const { documents } = areas;
  const value = areas.area(documents);
  if (Number.isNaN(value)) return null;
  const [logits] = jackknife(documents, (some) => [logit(areas.area(some))]);
  const { estimate, standardError } = logits!;
  // Too few documents, or one without which a class is empty: nothing follows about other documents.
  if (documents.length < LEAST_FOR_INTERVAL || Number.isNaN(standardError))
    return { value, low: null, high: null };
  if (value === 0 || value === 1) return { value, low: value, high: value };
  const halfWidth = studentCritical(documents.length - 1) * standardError;
  return { value, low: logistic(estimate - halfWidth), high: logistic(estimate + halfWidth) };
}

/**
 * First area minus the second over the same documents, with its interval and two-sided p-value by the jackknife and Student's t; fewer than
 * six documents give a p-value of 1 and no interval.
 */
export function areaDifference(one: Areas, other: Areas): Difference {
  const { documents } = one;
  const [difference] = jackknife(documents, (some) => [one.area(some) - other.area(some)]);
  const { estimate: value, standardError } = difference!;
  if (Number.isNaN(standardError) || documents.length < LEAST_DOCUMENTS) {
    return { value, low: null, high: null, pValue: 1 };
  }
  const degrees = documents.length - 1;
  const halfWidth = studentCritical(degrees) * standardError;
  const pValue = standardError === 0 ? Number(value === 0) : studentTwoSided(value / standardError, degrees);
  return { value, low: value - halfWidth, high: value + halfWidth, pValue };
}

/** Finite for 0 and 1, too. */
function logit(area: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, area));
  return Math.log(inside / (1 - inside));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
