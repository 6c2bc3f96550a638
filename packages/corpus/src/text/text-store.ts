/** Large enough that few chunks are needed, small enough that the unused end of one is no loss. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Keeps documents one after another in a few large byte arrays, which are never copied to grow:
 * a corpus takes its own size in memory, and no more while it is read.
 */
export class TextStore {
  private chunk = new Uint8Array(0);
  private used = 0;

  /** Room for `byteCount` bytes; valid until the next call. */
  reserve(byteCount: number): Uint8Array {
    if (this.chunk.length - this.used < byteCount) {
      this.chunk = new Uint8Array(Math.max(CHUNK_BYTES, byteCount));
      this.used = 0;
    }
    return this.chunk.subarray(this.used, this.used + byteCount);
  }

  /** Keeps the first `byteCount` bytes of what was reserved last. */
  commit(byteCount: number): Uint8Array {
    const start = this.used;
    this.used += byteCount;
    return this.chunk.subarray(start, this.used);
  }
}
