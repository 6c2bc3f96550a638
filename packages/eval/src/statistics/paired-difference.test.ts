import { describe, expect, it } from 'vitest';
import { pairedDifference } from './permutation.ts';

// Darwin's Zea mays, heights of cross- minus self-fertilised plants in eighths of an inch: Fisher (1935),
// "The Design of Experiments", sections 17 and 21.
const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
const parts = (differences: readonly number[]) =>
  differences.map((difference) => ({ difference, weight: 1 }));

describe('pairedDifference', () => {
  it("gives Fisher's exact probability for Darwin's plants: 1,726 of 32,768 assignments of signs", () => {
    const result = pairedDifference(parts(darwin), { seed: 1 });
    expect(result).toMatchObject({ exact: true, documents: 15, pValue: 1726 / 32_768 });
    expect(result.pValue).toBeCloseTo(0.0527, 4);
    expect(result.difference).toBeCloseTo(20.933, 3);
  });

  it("says the same as the test in its interval: Darwin's just takes in 0", () => {
    const { low, high } = pairedDifference(parts(darwin), { seed: 1 }).interval!;
    expect(low).toBeLessThanOrEqual(0);
    expect(low).toBeGreaterThan(-1);
    // Fisher's t gives 0.03 to 41.8.
    expect(high).toBeGreaterThan(40);
    expect(high).toBeLessThan(42.5);
    const shifted = (by: number) =>
      pairedDifference(parts(darwin.map((value) => value - by)), { seed: 1 }).pValue;
    expect(shifted(low - 0.01)).toBeLessThanOrEqual(0.05);
    expect(shifted(low + 0.01)).toBeGreaterThan(0.05);
    expect(shifted(high - 0.01)).toBeGreaterThan(0.05);
    expect(shifted(high + 0.01)).toBeLessThanOrEqual(0.05);
  });

  it('draws where there are more documents: one without a difference changes nothing', () => {
    const more = parts([...darwin, 0]);
    const result = pairedDifference(more, { seed: 1 });
    expect(result).toMatchObject({ exact: false, documents: 16 });
    // Twice the standard error of a share of 0.0263 in 9,999, times three.
    expect(Math.abs(result.pValue - 1726 / 32_768)).toBeLessThan(3 * 0.0032);
    expect(result).toEqual(pairedDifference(more, { seed: 1 }));
    expect(result.pValue).not.toBe(pairedDifference(more, { seed: 2 }).pValue);
  });

  it('has no interval below six documents; with six it reaches from the least to the largest', () => {
    expect(pairedDifference(parts([1, 2, 3, 4, 5]), { seed: 1 })).toMatchObject({
      interval: null,
      pValue: 2 / 32,
    });
    expect(pairedDifference(parts([1, 2, 3, 4, 5, 6]), { seed: 1 })).toMatchObject({
      difference: 3.5,
      interval: { low: 1, high: 6 },
      pValue: 2 / 64,
    });
  });

  it('says what docs/metrics.md says of its example', () => {
    const example = [0.05, 0.03, 0.04, -0.01, 0.06, 0.02, 0.03, 0.02];
    const { difference, interval, pValue } = pairedDifference(parts(example), { seed: 1 });
    expect(pValue).toBe(4 / 256);
    expect([difference, interval!.low, interval!.high].map((value) => value.toFixed(3))).toEqual([
      '0.030',
      '0.010',
      '0.047',
    ]);
    const pAfter = (shift: number) =>
      pairedDifference(parts(example.map((value) => value - shift)), { seed: 1 }).pValue;
    expect(pAfter(0.005)).toBeLessThan(0.05);
    expect(pAfter(0.02)).toBeGreaterThan(0.05);
  });

  it('weighs documents, leaves out empty ones, and finds nothing between equals', () => {
    const weighted = [
      { difference: 10, weight: 10 },
      { difference: 0, weight: 30 },
      { difference: 0, weight: 0 },
    ];
    expect(pairedDifference(weighted, { seed: 1 })).toMatchObject({ difference: 0.25, documents: 2 });
    expect(pairedDifference(parts([0, 0, 0, 0, 0, 0]), { seed: 1 })).toMatchObject({
      interval: { low: 0, high: 0 },
      pValue: 1,
    });
  });
});
