import { studentCritical } from './student-t.ts';

/** One figure over runs that differ in nothing but their seed. */
export interface Spread {
  /** How many runs there are. */
  readonly runs: number;
  /** In the unit of the figure, as all that follows. */
  readonly mean: number;
  /** Of single runs, with n − 1 in the denominator. */
  readonly standardDeviation: number;
  /** The smallest value of a run. */
  readonly min: number;
  /** The largest value of a run. */
  readonly max: number;
  /** The 95 % t interval of the mean: where the mean of many more seeds may lie. */
  readonly low: number;
  /** Upper end of that interval. */
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

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
