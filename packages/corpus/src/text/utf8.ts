/** Returns the length of the UTF-8 sequence that starts with `lead`; the text must be valid UTF-8. */
export function sequenceLength(lead: number): 1 | 2 | 3 | 4 {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Returns the code point whose sequence starts at `index` of valid UTF-8. */
export function codePointAt(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]!;
  if (lead < 0x80) return lead;
  const second = bytes[index + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[index + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[index + 3]! & 0x3f);
}

/** Counts the code points in valid UTF-8: the bytes that do not continue a sequence. */
export function countCodePoints(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}

/** Large enough to need few chunks, small enough that an unused end does not matter. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Stores documents in a few large byte arrays, which are never copied to grow:
 * a corpus takes only its own size in memory, even while it is read.
 */
export class TextStore {
  private chunk = new Uint8Array(0);
  private used = 0;

  /** Returns space for `byteCount` bytes; valid until the next call. */
  reserve(byteCount: number): Uint8Array {
    if (this.chunk.length - this.used < byteCount) {
      this.chunk = new Uint8Array(Math.max(CHUNK_BYTES, byteCount));
      this.used = 0;
    }
    return this.chunk.subarray(this.used, this.used + byteCount);
  }

  /** Keeps the first `byteCount` bytes of the last reserved space. */
  commit(byteCount: number): Uint8Array {
    const start = this.used;
    this.used += byteCount;
    return this.chunk.subarray(start, this.used);
  }
}
