/**
 * A 32-bit seed for the dropout masks of one micro-batch: a hash of the position, so there is no stream whose
 * state a checkpoint would have to keep. Mixing as in MurmurHash3's finalizer (Appleby 2011).
 */
export function dropoutSeed(seed: number, step: number, microBatch: number): number {
  return mix(mix(mix(seed) ^ step) ^ microBatch);
}

function mix(value: number): number {
  let hash = (value + 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
