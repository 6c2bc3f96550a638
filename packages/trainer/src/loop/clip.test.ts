import { describe, expect, it } from 'vitest';
import { clipScales, globalNorm } from './clip.ts';

// Gradients [3, 4] and [0, 12]: norms 5 and 12, together 13.
const squaredNorms = [25, 144];

describe('clipScales', () => {
  it('scales all by the norm over all', () => {
    expect(globalNorm(squaredNorms)).toBe(13);
    expect(clipScales({ kind: 'global', norm: 1 }, squaredNorms)).toEqual([1 / 13, 1 / 13]);
    expect(clipScales({ kind: 'global', norm: 6.5 }, squaredNorms)).toEqual([0.5, 0.5]);
  });

  it('scales each by its own norm, as clipnorm does', () => {
    expect(clipScales({ kind: 'perTensor', norm: 1 }, squaredNorms)).toEqual([1 / 5, 1 / 12]);
    expect(clipScales({ kind: 'perTensor', norm: 6 }, squaredNorms)).toEqual([1, 0.5]);
  });

  it('leaves what is within the norm, and all where told to', () => {
    expect(clipScales({ kind: 'global', norm: 13 }, squaredNorms)).toEqual([1, 1]);
    expect(clipScales({ kind: 'global', norm: 1 }, [0, 0])).toEqual([1, 1]);
    expect(clipScales({ kind: 'none', norm: 1 }, squaredNorms)).toEqual([1, 1]);
  });
});
