import type { Units } from '../probes/schema.ts';
import { holm } from '../statistics/permutation.ts';
import type { Difference } from '../statistics/shapes.ts';
import type { TestedDifference } from './tested-schema.ts';

/** A test before correction for multiple testing. */
export type UncorrectedTest = Omit<TestedDifference, 'adjustedPValue' | 'order'>;

/** A family of tests, corrected and decided. */
export interface CorrectedTests<U extends Units | null = null> {
  readonly comparisons: TestedDifference[];
  /** Units with corrected p-values. */
  readonly units: U;
  /** Number of tests in the family. */
  readonly tests: number;
}

/**
 * Corrects p-values for multiple testing and decides. All of them are one family (Holm 1979): the chance that any of the differences found is false
 * is at most 5 %, whatever part of a report is read. Tests of metric 16 belong to the family if it was measured.
 */
export function correctTests(tests: readonly UncorrectedTest[]): CorrectedTests;
export function correctTests<U extends Units | null>(
  tests: readonly UncorrectedTest[],
  units: U,
): CorrectedTests<U>;
export function correctTests(
  tests: readonly UncorrectedTest[],
  units: Units | null = null,
): CorrectedTests<Units | null> {
  const family: readonly { readonly pValue: number }[] = [...tests, ...testsOf(units)];
  const pValues = holm(family.map(({ pValue }) => pValue));
  const adjusted = new Map(family.map((test, index) => [test, pValues[index]!]));
  const comparisons = tests.map((test) => {
    const adjustedPValue = adjusted.get(test)!;
    return { ...test, adjustedPValue, order: orderOf(test, adjustedPValue) };
  });
  return { comparisons, units: withPValues(units, adjusted), tests: family.length };
}

function orderOf({ low, high, dominatedBy }: UncorrectedTest, pValue: number): TestedDifference['order'] {
  if (dominatedBy !== null) return 'withheld';
  if (pValue >= 0.05 || low === null || high === null) return 'undecided';
  if (low > 0) return 'above';
  return high < 0 ? 'below' : 'undecided';
}

function testsOf(units: Units | null): Difference[] {
  if (units === null) return [];
  const { best, linear, ablation } = units;
  return [
    ...[...best, ...linear].flatMap(({ aboveUntrained, aboveSurface }) => [aboveUntrained, aboveSurface]),
    ...ablation.map(({ excess }) => excess),
  ];
}

function withPValues(units: Units | null, adjusted: ReadonlyMap<object, number>): Units | null {
  if (units === null) return null;
  const correct = (one: Difference): Difference => ({ ...one, pValue: adjusted.get(one)! });
  const above = <T extends { aboveUntrained: Difference; aboveSurface: Difference }>(one: T): T => ({
    ...one,
    aboveUntrained: correct(one.aboveUntrained),
    aboveSurface: correct(one.aboveSurface),
  });
  return {
    ...units,
    best: units.best.map(above),
    linear: units.linear.map(above),
    ablation: units.ablation.map((one) => ({ ...one, excess: correct(one.excess) })),
  };
}
