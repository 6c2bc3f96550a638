/** What asynchronous successive halving decides by. */
export interface Rung {
  /** Mean of the lowest validation bits of each setting that has come so far, by its number. */
  readonly values: ReadonlyMap<number, number>;
  /** Settings that went on from here. */
  readonly promoted: ReadonlySet<number>;
}

/**
 * The setting that goes on next, and from which rung: the best of the highest rung of which a share of 1/eta has not gone on yet. Undefined where none may: then a
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

/** The settings that may go on from a rung and have not, the best first. */
export function promotableFrom({ values, promoted }: Rung, eta: number): number[] {
  return [...values]
    .sort(([a, bitsOfA], [b, bitsOfB]) => bitsOfA - bitsOfB || a - b)
    .slice(0, Math.floor(values.size / eta))
    .map(([setting]) => setting)
    .filter((setting) => !promoted.has(setting));
}

/** Validations until a rung: `min_iter`, then `eta` times as many for each. */
export function validationsAt(
  rung: number,
  { min_iter, eta }: { readonly min_iter: number; readonly eta: number },
): number {
  return min_iter * eta ** rung;
}
