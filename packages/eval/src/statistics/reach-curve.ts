import { HELD_SHARE } from './d80.ts';

/** A share by distance: linear in log₂ distance between its knots, and nowhere rising. */
export interface MonotoneCurve {
  /** Ascending, in characters. */
  readonly knots: readonly number[];
  /** The share at each knot, none above the one before. */
  readonly shares: readonly number[];
}

/**
 * Where a curve falls below 0.80: `at` so many characters; `before` the nearest distance with cases, where it lies below from the start;
 * `after` the farthest, where it does not fall below as far as there are cases.
 */
export interface CrossingPoint {
  readonly side: 'before' | 'at' | 'after';
  readonly characters: number;
}

/**
 * The non-increasing sequence closest to `values` in weighted least squares: pool adjacent violators. A value without weight takes that of
 * its pool. Ayer, Brunk, Ewing, Reid & Silverman (1955), "An empirical distribution function for sampling with incomplete information",
 * Annals of Mathematical Statistics 26, 641–647.
 */
export function poolAdjacent(values: ArrayLike<number>, weights: ArrayLike<number>): number[] {
  const pools: { mean: number; weight: number; size: number }[] = [];
  for (let index = 0; index < values.length; index++) {
    let pool = { mean: values[index]!, weight: weights[index]!, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.mean < pool.mean; last = pools.at(-1)) {
      pools.pop();
      const weight = last.weight + pool.weight;
      const mean = weight === 0 ? last.mean : (last.mean * last.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, size: last.size + pool.size };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ mean, size }) => Array<number>(size).fill(mean));
}

/** The distance at which a curve falls below 0.80, by interpolation in log₂ distance. */
export function crossingOf({ knots, shares }: MonotoneCurve): CrossingPoint {
  const below = shares.findIndex((share) => share < HELD_SHARE);
  if (below < 0) return { side: 'after', characters: knots.at(-1)! };
  if (below === 0) return { side: 'before', characters: knots[0]! };
  const [above, under] = [shares[below - 1]!, shares[below]!];
  const [from, to] = [Math.log2(knots[below - 1]!), Math.log2(knots[below]!)];
  const position = from + ((above - HELD_SHARE) / (above - under)) * (to - from);
  return { side: 'at', characters: 2 ** position };
}

/**
 * x of a symmetric, positive definite, tridiagonal system A x = b (Thomas's algorithm).
 * @param beside the n − 1 elements beside the diagonal
 */
export function solveTridiagonal(
  diagonal: ArrayLike<number>,
  beside: ArrayLike<number>,
  right: ArrayLike<number>,
): number[] {
  const n = diagonal.length;
  const upper: number[] = [];
  const solution: number[] = [];
  for (let row = 0; row < n; row++) {
    const left = row === 0 ? 0 : beside[row - 1]!;
    const pivot = diagonal[row]! - left * (upper[row - 1] ?? 0);
    upper.push(row === n - 1 ? 0 : beside[row]! / pivot);
    solution.push((right[row]! - left * (solution[row - 1] ?? 0)) / pivot);
  }
  for (let row = n - 2; row >= 0; row--) solution[row]! -= upper[row]! * solution[row + 1]!;
  return solution;
}
