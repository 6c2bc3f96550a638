import type { HalfLife, RangedPair } from './pair-table.ts';
import { measureRange, nearTest, type RangeOptions } from './range.ts';

/** Mean evidence nearby, in nats, below which there is nothing to halve. */
export const LEAST_EVIDENCE = 1;

/**
 * Measures the half-life of evidence: the distance at which mean evidence, made monotone over distance, falls to half of that nearby
 * (`measureRange`). A factor of all evidence, such as a stronger memory of the same shape, leaves it where it is.
 * @param pairs each with its evidence in nats as its share
 */
export function measureHalfLife(
  pairs: readonly RangedPair[],
  options: Pick<RangeOptions, 'seed' | 'resamples'> = {},
): HalfLife {
  const near = pairs.filter(nearTest(pairs, pairs));
  const mean = near.reduce((sum, { share }) => sum + share, 0) / near.length;
  // In units of the evidence nearby, since the interval expects shares.
  const unit = Math.max(LEAST_EVIDENCE, mean || 0);
  const { fit, ...measured } = measureRange(
    pairs.map((one) => ({ ...one, share: one.share / unit })),
    { ...options, least: LEAST_EVIDENCE / unit },
  );
  if (measured.near === null) return { ...measured, near: null };
  const { share, ...counted } = measured.near;
  return { ...measured, near: { ...counted, nats: share * unit } };
}
