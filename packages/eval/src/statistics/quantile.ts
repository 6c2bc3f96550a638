/** The `share` quantile of ascending values, interpolated linearly (type 7 of Hyndman & Fan 1996); NaN of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** The median, null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return quantile(
    values.slice().sort((a, b) => a - b),
    0.5,
  );
}
