import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** What `windowAttention` reads: each [T, B, H · K] float32, time-major, H heads of K numbers. */
export interface AttentionInputs {
  readonly queries: Tensor3D;
  readonly keys: Tensor3D;
  readonly values: Tensor3D;
}

/** The characters before those of a call that its queries can still see, the oldest first: of a window of w characters w − 1. */
export type AttentionCache = {
  /** [B, w − 1, H · K] float32, not rotated */
  readonly keys: Tensor3D;
  /** [B, w − 1, H · K] float32 */
  readonly values: Tensor3D;
  /** [B, 1] float32: how many of the last places hold a character; the others are not seen. A cache of zeros is an empty one. */
  readonly filled: Tensor2D;
};

/** What `windowAttention` gives. */
export interface WindowAttention {
  /** [T, B, H · K] float32 */
  readonly outputs: Tensor3D;
  /** For the next call. */
  readonly final: AttentionCache;
}
