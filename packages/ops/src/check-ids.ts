import { LongrangeError } from '@longrange/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Target that the loss ignores, such as padding: its loss and gradient are 0. */
export const IGNORED_TARGET = -1;

/**
 * Throws unless every id is in [0, size) or, if allowed, the ignored target: kernels use ids as addresses, and one out of range would
 * read or write other tensors' memory, or match no character, with plausible losses. Gradient kernels take the same ids without a check.
 *
 * TensorFlow.js uploads a tensor to its engine when the first kernel needs it, so ids fresh from JavaScript are read in place on any
 * engine; only those that a kernel has used or made are copied back, a few kilobytes.
 *
 * @param ids int32 of any shape
 */
export function checkIds(
  op: string,
  name: string,
  ids: Tensor,
  size: number,
  { orIgnored = false } = {},
): void {
  const values = ids.dataSync();
  for (let i = 0; i < values.length; i++) {
    const id = values[i]!;
    // As an unsigned number, a negative id is large.
    if (id >>> 0 < size || (orIgnored && id === IGNORED_TARGET)) continue;
    const expected = `in [0, ${size})${orIgnored ? ` or ${IGNORED_TARGET}, which is ignored` : ''}`;
    throw new LongrangeError({
      code: 'OPS_ID',
      message: `${op}: expected every id of \`${name}\` to be ${expected}, got ${id} at [${placeOf(i, ids.shape).join(', ')}].`,
      hint: 'an id is the index of a character in the vocabulary: encode the text with the vocabulary of the model.',
    });
  }
}

/** Coordinates of the `index`-th element of a tensor */
function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const size of [...shape].reverse()) {
    place.unshift(index % size);
    index = Math.floor(index / size);
  }
  return place;
}
