import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The numbers below `length` in random order (Fisher and Yates), the same for the same seed and epoch.
 * @returns `[length]` uint32
 */
export function permutation(length: number, seed: number, epoch: number): Uint32Array {
  const random = xoroshiro128plus(mix(seed, epoch));
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** One 32-bit seed from two numbers (the finalizer of MurmurHash3): seed 1 at epoch 0 is not seed 0 at epoch 1. */
function mix(seed: number, epoch: number): number {
  let hash = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
