import { groupBy, groupByDocument } from './parts.ts';
import { clusteredRatio } from './ratio.ts';
import type { Estimate } from './shapes.ts';

/** A case with or without a factor, to be compared with others of its stratum. */
export interface MatchedCase {
  readonly document: string;
  /** Key of what the compared cases have in common. */
  readonly stratum: string;
  readonly isWith: boolean;
  readonly value: number;
}

/** Mean difference, with the numbers of cases that could be compared. */
export interface MatchedDifference extends Estimate {
  readonly with: number;
  readonly without: number;
}

/**
 * Mean value with a factor minus that without, within strata: a stratum of n₁ cases with it and n₀ without weighs n₁n₀ / (n₁ + n₀) (Mantel
 * & Haenszel 1959, "Statistical aspects of the analysis of data from retrospective studies of disease", JNCI 22, 719–748). The interval is
 * that of the jackknife's pseudo-values over documents.
 * @returns null if no stratum has both
 */
export function matchedDifference(cases: readonly MatchedCase[]): MatchedDifference | null {
  const strata = groupBy(cases, ({ stratum }) => stratum);
  const wholes = new Map([...strata].map(([stratum, some]) => [stratum, sumsOf(some)]));
  const matched = cases.filter(({ stratum }) => weighed(wholes.get(stratum)!)[1] > 0);
  if (matched.length === 0) return null;
  const sum = (all: readonly (readonly [number, number])[], part: 0 | 1): number =>
    all.reduce((total, one) => total + one[part], 0);
  const all = [...wholes.values()].map(weighed);
  const value = sum(all, 0) / sum(all, 1);
  const documents = [...groupByDocument(matched).values()];
  const pseudo = documents.flatMap((own) => {
    const rest = [...groupBy(own, ({ stratum }) => stratum)].flatMap(([stratum, some]) => {
      const [whole, part] = [wholes.get(stratum)!, sumsOf(some)];
      const [difference, weight] = weighed(whole);
      return [[-difference, -weight] as const, weighed(whole.map((one, at) => one - part[at]!))];
    });
    const weight = sum(all, 1) + sum(rest, 1);
    const without = (sum(all, 0) + sum(rest, 0)) / weight;
    const numerator = documents.length * value - (documents.length - 1) * without;
    return weight > 1e-9 ? [{ numerator, denominator: 1 }] : [];
  });
  const { low, high } = clusteredRatio(pseudo);
  // There is no interval if everything depends on one document.
  const half = pseudo.length < documents.length || low === null || high === null ? null : (high - low) / 2;
  const ends = half === null ? { low: null, high: null } : { low: value - half, high: value + half };
  const count = matched.filter(({ isWith }) => isWith).length;
  return { value, ...ends, with: count, without: matched.length - count };
}

/** Number of cases with the factor and the sum of their values, then the same without it. */
function sumsOf(cases: readonly MatchedCase[]): number[] {
  const sums = [0, 0, 0, 0];
  for (const { isWith, value } of cases) {
    sums[isWith ? 0 : 2]! += 1;
    sums[isWith ? 1 : 3]! += value;
  }
  return sums;
}

/** A stratum's weighted difference, and its weight. */
function weighed([n1, x1, n0, x0]: readonly number[]): readonly [number, number] {
  const n = n1! + n0!;
  return n1 === 0 || n0 === 0 ? [0, 0] : [(n0! * x1! - n1! * x0!) / n, (n1! * n0!) / n];
}
