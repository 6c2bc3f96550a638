import type { Bucket, MeanBucket } from '@longrange/document/internal';

/** A bucket `[from, 2 from)` for tests that care about its interval only: `estimate` ± `half`. */
export function bucketAt(from: number, estimate: number, half: number, n = 100): Bucket {
  const bounds = { low: Math.max(0, estimate - half), high: Math.min(1, estimate + half) };
  const clusters = { documents: n, designEffect: 1, censored: 0, thin: n < 30 };
  return { from, to: 2 * from, held: 0, n, estimate, ...bounds, ...clusters };
}

/** Bucket of a mean, `value` ± `half`. */
export function meanAt(from: number, value: number, half: number, n = 100): MeanBucket {
  return { from, to: 2 * from, n, value, low: value - half, high: value + half, thin: n < 30 };
}

/** A figure ± `half`. */
export function around(value: number, half: number) {
  return { value, low: value - half, high: value + half };
}
