import { describe, expect, it } from 'vitest';
import type { Bucket } from '../types.ts';
import { measureReach } from './reach.ts';

function bucket(from: number, estimate: number | null, half: number, n = 100): Bucket {
  const [low, high] =
    estimate === null ? [0, 1] : [Math.max(0, estimate - half), Math.min(1, estimate + half)];
  return {
    from,
    to: 2 * from,
    held: 0,
    n: estimate === null ? 0 : n,
    documents: estimate === null ? 0 : n,
    designEffect: 1,
    estimate,
    low,
    high,
    censored: 0,
    thin: false,
  };
}

describe('measureReach', () => {
  it('goes as far as the interval allows, not as far as the estimate', () => {
    const buckets = [bucket(1, 0.97, 0.02), bucket(2, 0.9, 0.05), bucket(4, 0.82, 0.05), bucket(8, 0.5, 0.1)];
    expect(measureReach(buckets)).toEqual({
      from: 1,
      shown: 4,
      estimated: 8,
      broken: buckets[3],
      measured: 16,
    });
  });

  it('skips empty buckets before the first filled one, and stops at one between', () => {
    const buckets = [bucket(1, null, 0), bucket(2, 0.95, 0.02), bucket(4, null, 0), bucket(8, 0.95, 0.02)];
    expect(measureReach(buckets)).toMatchObject({ from: 2, shown: 4, broken: null, measured: 16 });
  });

  it('shows nothing where the sample is too small, and nothing at all where there is none', () => {
    expect(measureReach([bucket(1, 0.8, 0.3)])).toMatchObject({ shown: null, estimated: 2, broken: null });
    expect(measureReach([bucket(1, null, 0)])).toBeNull();
    expect(measureReach([])).toBeNull();
  });
});
