import { describe, it } from 'vitest';
import {
  gatedDeltaCase,
  matrixRecurrenceCase,
  resultsAndGradients,
  windowAttentionCase,
} from './sequence-cases.ts';
import type { ExpectSameAsCpu } from './values-on.ts';

/** Holds fused recurrences of matrices, and attention, to what they are composed of. */
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

    it('matrixRecurrence equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(matrixRecurrenceCase(size)), 4));
  });

  describe.each([
    { T: 1, B: 1, H: 1, K: 2, window: 2 },
    { T: 5, B: 3, H: 2, K: 6, window: 4 },
    // Longer than the sequence, and shorter, by more than a block of queries.
    { T: 14, B: 3, H: 2, K: 20, window: 41 },
    { T: 40, B: 2, H: 1, K: 48, window: 9 },
    { T: 25, B: 5, H: 1, K: 10, window: 25 },
  ])('T=$T B=$B H=$H K=$K w=$window', (size) => {
    it('windowAttention equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(windowAttentionCase(size)), 3));
  });
}
