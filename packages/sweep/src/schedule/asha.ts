/** Rung of asynchronous successive halving. */
export interface Rung {
  /** Mean lowest validation bits of each setting that has reached it, by number. */
  readonly values: ReadonlyMap<number, number>;
  /** Settings promoted from it. */
  readonly promoted: ReadonlySet<number>;
}

/**
 * Returns the next setting to promote and its rung: the best one of the highest rung from which fewer than 1/eta have been promoted. Undefined if there is none: then a
 * new setting starts at the lowest rung.
 *
 * Algorithm 2 of Li et al. (2020), "A System for Massively Parallel Hyperparameter Tuning", arXiv:1810.05934. Ties go to the lower number.
 */
export function nextPromotion(
  rungs: readonly Rung[],
  eta: number,
): { readonly setting: number; readonly rung: number } | undefined {
  for (let rung = rungs.length - 1; rung >= 0; rung--) {
    const [setting] = promotableFrom(rungs[rung]!, eta);
    if (setting !== undefined) return { setting, rung };
  }
  return undefined;
}

/** Returns the settings that may be promoted from a rung and have not been, best first. */
export function promotableFrom({ values, promoted }: Rung, eta: number): number[] {
  return [...values]
    .sort(([a, bitsOfA], [b, bitsOfB]) => bitsOfA - bitsOfB || a - b)
    .slice(0, Math.floor(values.size / eta))
    .map(([setting]) => setting)
    .filter((setting) => !promoted.has(setting));
}

/** Returns the number of validations before a rung: `min_iter`, then `eta` times as many for each. */
export function validationsAt(
  rung: number,
  { min_iter, eta }: { readonly min_iter: number; readonly eta: number },
): number {
  return min_iter * eta ** rung;
}
