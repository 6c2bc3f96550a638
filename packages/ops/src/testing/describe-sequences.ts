import { describe, it } from 'vitest';
import { gatedDeltaCase, resultsAndGradients } from './sequence-cases.ts';
import type { ExpectSameAsCpu } from './values-on.ts';

/** Holds the fused recurrences of matrices to what they are composed of. */
export function describeSequences(expectSameAsCpu: ExpectSameAsCpu): void {
  describe.each([
    { T: 1, B: 1, H: 1, K: 1, V: 1 },
    { T: 5, B: 2, H: 3, K: 6, V: 5 },
    // Around the steps after which a state is kept.
    { T: 16, B: 1, H: 2, K: 3, V: 17 },
    { T: 35, B: 5, H: 1, K: 20, V: 16 },
    { T: 18, B: 2, H: 2, K: 48, V: 48 },
  ])('T=$T B=$B H=$H K=$K V=$V', (size) => {
    it('gatedDelta equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(gatedDeltaCase(size)), 3));
  });
}
