/** Values that follow each other and share one mean. */
export interface Pool {
  readonly mean: number;
  readonly weight: number;
  readonly size: number;
}

/**
 * The non-increasing sequence closest to `values` in weighted least squares, by its level stretches: pool adjacent violators. Ayer, Brunk,
 * Ewing, Reid & Silverman (1955), "An empirical distribution function for sampling with incomplete information", Annals of Mathematical
 * Statistics 26, 641–647.
 * @param weights positive
 */
export function poolAdjacent(values: ArrayLike<number>, weights: ArrayLike<number>): Pool[] {
  const pools: Pool[] = [];
  for (let index = 0; index < values.length; index++) {
    let pool = { mean: values[index]!, weight: weights[index]!, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.mean <= pool.mean; last = pools.at(-1)) {
      pools.pop();
      const weight = last.weight + pool.weight;
      const mean = (last.mean * last.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, size: last.size + pool.size };
    }
    pools.push(pool);
  }
  return pools;
}
