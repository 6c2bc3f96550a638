import { studentCritical, studentTwoSided } from './student-t.ts';

/** One figure over runs that differ in nothing but their seed. */
export interface Spread {
  readonly runs: number;
  readonly mean: number;
  /** Of single runs, with n − 1 in the denominator. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /** The 95 % t interval of the mean: where the mean of many more seeds may lie. */
  readonly low: number;
  readonly high: number;
}

/** Mean, standard deviation, extremes and t interval over seeds. Null of fewer than two: one run has no spread. */
export function spreadOf(values: readonly number[]): Spread | null {
  const runs = values.length;
  if (runs < 2) return null;
  const { mean, variance } = momentsOf(values);
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

export interface SeedDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

/**
 * The difference between the means of two groups of runs, the run being the unit: t interval and p-value without the
 * assumption that both spread alike. Welch (1947), Biometrika 34, 28–35. Null where either group has fewer than two runs.
 */
export function welchDifference(first: readonly number[], second: readonly number[]): SeedDifference | null {
  if (first.length < 2 || second.length < 2) return null;
  const [a, b] = [momentsOf(first), momentsOf(second)];
  const [partA, partB] = [a.variance / first.length, b.variance / second.length];
  const difference = a.mean - b.mean;
  const variance = partA + partB;
  if (variance === 0) {
    return { difference, low: difference, high: difference, pValue: difference === 0 ? 1 : 0 };
  }
  const degrees = variance ** 2 / (partA ** 2 / (first.length - 1) + partB ** 2 / (second.length - 1));
  const halfWidth = studentCritical(degrees) * Math.sqrt(variance);
  return {
    difference,
    low: difference - halfWidth,
    high: difference + halfWidth,
    pValue: studentTwoSided(difference / Math.sqrt(variance), degrees),
  };
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
