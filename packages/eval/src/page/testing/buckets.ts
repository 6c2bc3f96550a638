import type { MeanBucket } from '@longrange/document/internal';

/** Bucket of a mean, `value` ± `half`. */
export function meanAt(from: number, value: number, half: number, n = 100): MeanBucket {
  return { from, to: 2 * from, n, value, low: value - half, high: value + half, thin: n < 30 };
}

/** A figure ± `half`. */
export function around(value: number, half: number) {
  return { value, low: value - half, high: value + half };
}
