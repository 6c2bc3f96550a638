import type { Block, HeapMemory } from '@longrange/backend-simd/internal';

const MEBIBYTE = 2 ** 20;
/** Minimum size of a region, which is also at least half of the memory allocated so far. */
const LEAST_BYTES = 64 * MEBIBYTE;
/** Gap kept between two regions that happen to be adjacent, so that no block lies in both */
const GAP_BYTES = 64;
const ALIGNMENT = 64;

interface Region {
  readonly buffer: ArrayBuffer;
  /** Address of its first byte. */
  readonly base: number;
}

/** Memory owned by JavaScript and addressed by native code: large buffers, which never move and live as long as this object. */
export class Regions implements HeapMemory {
  readonly #addressOf: (bytes: Uint8Array) => number;
  readonly #regions: Region[] = [];
  readonly #buffers = new Set<ArrayBufferLike>();
  #totalBytes = 0;

  constructor(addressOf: (bytes: Uint8Array) => number) {
    this.#addressOf = addressOf;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  grow(bytes: number): Block {
    const size = Math.max(LEAST_BYTES, this.#totalBytes / 2, bytes + ALIGNMENT + GAP_BYTES);
    const buffer = this.#allocate(Math.ceil(size / MEBIBYTE) * MEBIBYTE, bytes + ALIGNMENT + GAP_BYTES);
    const base = this.#addressOf(new Uint8Array(buffer));
    this.#regions.push({ buffer, base });
    this.#buffers.add(buffer);
    this.#totalBytes += buffer.byteLength;
    const start = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
    return { start, end: base + buffer.byteLength - GAP_BYTES };
  }

  locate(address: number) {
    for (const { buffer, base } of this.#regions) {
      const offset = address - base;
      if (offset >= 0 && offset < buffer.byteLength) return { buffer, offset };
    }
    throw new Error(`the engine's memory holds no address ${address}`);
  }

  owns(buffer: ArrayBufferLike): boolean {
    return this.#buffers.has(buffer);
  }

  /** Allocates a buffer of the wanted size, or else of the needed one. @throws RangeError if even that fails */
  #allocate(wanted: number, needed: number): ArrayBuffer {
    try {
      return new ArrayBuffer(wanted);
    } catch {
      return new ArrayBuffer(needed);
    }
  }
}
