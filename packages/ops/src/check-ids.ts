import { LongrangeError } from '@longrange/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Throws unless every id is in [0, size): a kernel takes an id for an address, and one outside would read or write other tensors'
 * memory, or count as no character at all, with losses that look sound. Gradient kernels take the same ids and are not checked again.
 *
 * TensorFlow.js hands a tensor over to its engine when the first kernel needs it, so ids fresh from JavaScript are read where they
 * lie, whatever the engine; only those that a kernel has used or made are copied back, a few kilobytes.
 *
 * @param ids int32 of any shape
 */
export function checkIds(op: string, name: string, ids: Tensor, size: number): void {
  const values = ids.dataSync();
  for (let i = 0; i < values.length; i++) {
    const id = values[i]!;
    // Unsigned, a negative one is large.
    if (id >>> 0 < size) continue;
    throw new LongrangeError({
      code: 'OPS_ID',
      message: `${op}: expected every id of \`${name}\` to be in [0, ${size}), got ${id} at [${placeOf(i, ids.shape).join(', ')}].`,
      hint: 'an id is the place of a character in the vocabulary: encode the text with that of the model.',
    });
  }
}

/** Where the `index`-th element of a tensor stands. */
function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const size of [...shape].reverse()) {
    place.unshift(index % size);
    index = Math.floor(index / size);
  }
  return place;
}
