import type { EstimateAt } from '../document/tables/mean-table.ts';
import type { MeanBucket } from '../document/types.ts';
import { drawnBounds, formatBucket, formatCount, formatEstimate } from '../text/format.ts';
import type { Point } from './points.ts';
import { bucketMiddle } from './scales.ts';

/** Figures at single distances, for drawing. `unit` is what the distance counts, for tooltips. */
export function estimatePoints(
  name: string,
  estimates: readonly EstimateAt[],
  unit: string,
  format: (value: number) => string,
): Point[] {
  return [...estimates]
    .sort((a, b) => a.at - b.at)
    .map(({ at, value, low, high }) => ({
      at,
      value,
      ...drawnBounds(value, { low, high }),
      thin: false,
      title: `${name}, ${formatCount(at)} ${unit}: ${formatEstimate({ value, low, high }, format)}`,
    }));
}

/** Means in buckets, for drawing: each in the middle of its bucket. */
export function meanPoints(
  name: string,
  buckets: readonly MeanBucket[],
  unit: string,
  format: (value: number) => string,
): Point[] {
  return buckets.map((bucket) => {
    const { value, n, thin } = bucket;
    const title = `${name}, ${formatBucket(bucket)} ${unit}: ${formatEstimate(bucket, format)}, n ${formatCount(n)}${thin ? ', thin' : ''}`;
    const bounds = drawnBounds(value, bucket);
    return { at: bucketMiddle(bucket), value: n === 0 ? null : value, ...bounds, thin, title };
  });
}
