import { groupBy, groupByDocument } from './parts.ts';
import { clusteredRatio } from './ratio.ts';
import type { Estimate } from './shapes.ts';

/** A case with a factor or without it, to be compared with those of its stratum. */
export interface MatchedCase {
  readonly document: string;
  /** What is the same in the cases compared. */
  readonly stratum: string;
  readonly isWith: boolean;
  readonly value: number;
}

/** Mean difference, with the numbers of cases that had others to be compared with. */
export interface MatchedDifference extends Estimate {
  readonly with: number;
  readonly without: number;
}

/**
 * Mean value with a factor less that without, within strata: of n₁ cases with it and n₀ without, each stratum weighs n₁n₀ / (n₁ + n₀) (Mantel &
 * Haenszel 1959, "Statistical aspects of the analysis of data from retrospective studies of disease", JNCI 22, 719–748). The interval is that
 * of the jackknife's pseudo-values over documents.
 * @returns null if no stratum has both
 */
export function matchedDifference(cases: readonly MatchedCase[]): MatchedDifference | null {
  const strata = groupBy(cases, ({ stratum }) => stratum);
  const matched = [...strata.values()]
    .filter((some) => some.some(({ isWith }) => isWith) && some.some(({ isWith }) => !isWith))
    .flat();
  if (matched.length === 0) return null;
  const sums = sumsOf(matched);
  const [difference, weight] = [...sums.values()].reduce<Pooled>((all, one) => pooled(all, one), [0, 0]);
  const value = difference / weight;
  const documents = [...groupByDocument(matched).values()];
  const pseudo = documents.flatMap((own) => {
    let rest: Pooled = [difference, weight];
    for (const [stratum, [n1, x1, n0, x0]] of sumsOf(own)) {
      const whole = sums.get(stratum)!;
      const left: Sums = [whole[0] - n1, whole[1] - x1, whole[2] - n0, whole[3] - x0];
      rest = pooled(pooled(rest, whole, -1), left);
    }
    const numerator = documents.length * value - ((documents.length - 1) * rest[0]) / rest[1];
    return rest[1] > 1e-9 ? [{ numerator, denominator: 1 }] : [];
  });
  const { low, high } = clusteredRatio(pseudo);
  // Where all depends on one document there is no interval.
  const half = pseudo.length < documents.length || low === null || high === null ? null : (high - low) / 2;
  return {
    value,
    low: half === null ? null : value - half,
    high: half === null ? null : value + half,
    with: matched.filter(({ isWith }) => isWith).length,
    without: matched.filter(({ isWith }) => !isWith).length,
  };
}

/** Cases with the factor, the sum of their values, and the same without. */
type Sums = readonly [number, number, number, number];

function sumsOf(cases: readonly MatchedCase[]): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const { stratum, isWith, value } of cases) {
    const [n1, x1, n0, x0] = sums.get(stratum) ?? [0, 0, 0, 0];
    sums.set(stratum, isWith ? [n1 + 1, x1 + value, n0, x0] : [n1, x1, n0 + 1, x0 + value]);
  }
  return sums;
}

/** Sums of the strata's weighted differences and of their weights. */
type Pooled = readonly [number, number];

function pooled([difference, weight]: Pooled, [n1, x1, n0, x0]: Sums, sign = 1): Pooled {
  if (n1 === 0 || n0 === 0) return [difference, weight];
  const n = n1 + n0;
  return [difference + (sign * (n0 * x1 - n1 * x0)) / n, weight + (sign * n1 * n0) / n];
}
