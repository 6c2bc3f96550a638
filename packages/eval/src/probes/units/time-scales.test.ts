import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import type { Result } from '../../result/schema.ts';
import { bucketsOfTimeScales } from './gates-section.ts';

function withTimeScales(...all: (number[] | null)[]): Result {
  const result = loadFixture('complete');
  const probes = result.probes!;
  const layers = all.map((timeScales, index) => ({ layer: index + 1, units: 4, gates: [], timeScales }));
  return { ...result, probes: { ...probes, units: { ...probes.units!, layers } } };
}

describe('time scales', () => {
  it('are counted in doubling buckets that all layers share', () => {
    const [first, second] = bucketsOfTimeScales(
      withTimeScales([0.1, 0.6, 1, 3.9], [2, 4, 5, 7]).probes!.units!,
    );
    expect(first!.buckets.map(({ from, count }) => [from, count])).toEqual([
      [0.5, 2],
      [1, 1],
      [2, 1],
      [4, 0],
    ]);
    expect(second!.buckets.map(({ count }) => count)).toEqual([0, 0, 1, 3]);
    expect(second!.buckets.map(({ share }) => share)).toEqual([0, 0, 0.25, 0.75]);
  });
});
