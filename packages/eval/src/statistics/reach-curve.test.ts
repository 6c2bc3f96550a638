import { describe, expect, it } from 'vitest';
import { crossingOf, poolAdjacent, solveTridiagonal } from './reach-curve.ts';

describe('poolAdjacent', () => {
  it('leaves what does not rise, and pools what does by weight', () => {
    expect(poolAdjacent([0.9, 0.8, 0.8], [1, 1, 1])).toEqual([0.9, 0.8, 0.8]);
    // (0.6 · 3 + 1 · 1) / 4 = 0.7
    expect(poolAdjacent([0.9, 0.6, 1, 0.5], [1, 3, 1, 1])).toEqual([0.9, 0.7, 0.7, 0.5]);
  });

  it('pools on backwards until nothing rises', () => {
    expect(poolAdjacent([0.5, 0.4, 0.9], [1, 1, 1])).toEqual(
      [0.6, 0.6, 0.6].map((share) => expect.closeTo(share, 12)),
    );
  });

  it('gives a value without weight that of its pool', () => {
    expect(poolAdjacent([0.5, 0.9], [2, 0])).toEqual([0.5, 0.5]);
    expect(poolAdjacent([0.2, 0.9], [0, 0])).toEqual([0.2, 0.2]);
  });
});

describe('crossingOf', () => {
  it('interpolates in the logarithm of the distance', () => {
    // Halfway from 0.9 to 0.7, so halfway from 2⁴ to 2⁶.
    const { side, characters } = crossingOf({ knots: [1, 16, 64], shares: [1, 0.9, 0.7] });
    expect(side).toBe('at');
    expect(characters).toBeCloseTo(32, 10);
  });

  it('says so where a curve never falls below 0.80, or lies below it from the start', () => {
    expect(crossingOf({ knots: [1, 64], shares: [1, 0.8] })).toEqual({ side: 'after', characters: 64 });
    expect(crossingOf({ knots: [2, 64], shares: [0.79, 0.5] })).toEqual({ side: 'before', characters: 2 });
  });
});

it('solves a tridiagonal system', () => {
  // [[2, 1, 0], [1, 3, 1], [0, 1, 2]] · [1, 2, 3] = [4, 10, 8]
  const solution = solveTridiagonal([2, 3, 2], [1, 1], [4, 10, 8]);
  for (const [index, value] of [1, 2, 3].entries()) expect(solution[index]).toBeCloseTo(value, 12);
  expect(solveTridiagonal([4], [], [2])).toEqual([0.5]);
});
