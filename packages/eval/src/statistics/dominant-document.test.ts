import { describe, expect, it } from 'vitest';
import { dominantDocument } from './permutation.ts';

const parts = (differences: readonly number[], weights: readonly number[] = []) =>
  differences.map((difference, index) => ({
    document: `${index}.py`,
    difference,
    weight: weights[index] ?? 1,
  }));

describe('dominantDocument', () => {
  it('names the document with its share of the squared departures', () => {
    // The mean is 2; the departures are −1, −1, −1, −1 and 4: 16 of 20.
    expect(dominantDocument(parts([1, 1, 1, 1, 6]))).toEqual({ document: '4.py', share: 0.8 });
    // Of eight that depart by 1 each makes an eighth, of four a quarter, which is not more than that.
    expect(dominantDocument(parts([1, 3, 1, 3, 1, 3, 1, 3]))).toBeNull();
    expect(dominantDocument(parts([1, 3, 1, 3]))).toBeNull();
  });

  it('weighs documents: a long one departs by more', () => {
    const same = [2, 4, 2, 4, 2, 4, 2, 4];
    expect(dominantDocument(parts(same, [1, 1, 1, 1, 1, 1, 1, 1]))).toBeNull();
    // The ratio is 24 / 15 = 1.6; the departures 0.4, 2.4, …, −8.8: 77.44 of 100.8.
    const long = dominantDocument(parts(same, [1, 1, 1, 1, 1, 1, 1, 8]))!;
    expect(long.document).toBe('7.py');
    expect(long.share).toBeCloseTo(77.44 / (4 * 0.16 + 3 * 5.76 + 77.44), 12);
  });

  it('counts only the share of the variance that documents make', () => {
    expect(dominantDocument(parts([1, 1, 1, 1, 6]), 0.5)).toEqual({ document: '4.py', share: 0.4 });
    expect(dominantDocument(parts([1, 1, 1, 1, 6]), 0.3)).toBeNull();
  });

  it('finds none where documents differ by rounding only, or there is one', () => {
    expect(dominantDocument(parts([0.1 + 0.2, 0.3, 0.3, 0.3]))).toBeNull();
    expect(dominantDocument(parts([5]))).toBeNull();
    expect(dominantDocument([])).toBeNull();
  });
});
