import { LongrangeError } from '@longrange/errors';

/** A cache line; also the padding that lets vector loops run past the end of a tensor. */
const ALIGNMENT = 64;

/** Addresses from `start` up to `end`. */
export interface Block {
  start: number;
  end: number;
}

/** Source of a heap's memory */
export interface HeapMemory {
  /** Bytes given so far */
  readonly totalBytes: number;
  /**
   * Returns a new block with room for `bytes`, counting the `last` free block if the new one begins where that ends.
   *
   * @throws Error if there is no more memory
   */
  grow(bytes: number, last: Readonly<Block> | undefined): Block;
  /** Returns the buffer that holds an address, and the offset in it */
  locate(address: number): { readonly buffer: ArrayBufferLike; readonly offset: number };
  owns(buffer: ArrayBufferLike): boolean;
}

/** Memory for tensors, by addresses that the engine knows: best fit, neighbors merged when freed, grown as needed */
export class Heap {
  readonly #memory: HeapMemory;
  /** Free blocks by address. */
  readonly #free: Block[] = [];
  readonly #sizes = new Map<number, number>();
  /** Blocks that were freed, but are kept for now */
  #kept: number[] | undefined;

  /** @param block part of the memory that is free from the start */
  constructor(memory: HeapMemory, block?: Block) {
    this.#memory = memory;
    if (block !== undefined)
      this.#free.push({ start: Math.ceil(block.start / ALIGNMENT) * ALIGNMENT, end: block.end });
  }

  /** Bytes allocated and not yet freed */
  get usedBytes(): number {
    let total = 0;
    for (const size of this.#sizes.values()) total += size;
    return total;
  }

  /** Bytes taken from the system, used or not */
  get totalBytes(): number {
    return this.#memory.totalBytes;
  }

  /** Allocates `bytes` bytes, not cleared, and returns their address. @throws LongrangeError `ENGINE_OUT_OF_MEMORY` */
  allocate(bytes: number): number {
    const size = Math.ceil((bytes + 16) / ALIGNMENT) * ALIGNMENT;
    let best = -1;
    for (let i = 0; i < this.#free.length; i++) {
      const room = this.#free[i]!.end - this.#free[i]!.start;
      if (room >= size && (best < 0 || room < this.#free[best]!.end - this.#free[best]!.start)) best = i;
    }
    if (best < 0) best = this.#grow(size);
    const block = this.#free[best]!;
    const address = block.start;
    block.start += size;
    if (block.start === block.end) this.#free.splice(best, 1);
    this.#sizes.set(address, size);
    return address;
  }

  /** Keeps what is freed meanwhile from being allocated again before `use` is done. */
  whileKeeping<T>(use: () => T): T {
    const kept: number[] = [];
    this.#kept = kept;
    try {
      return use();
    } finally {
      this.#kept = undefined;
      for (const address of kept) this.free(address);
    }
  }

  free(address: number): void {
    if (this.#kept !== undefined) {
      this.#kept.push(address);
      return;
    }
    const size = this.#sizes.get(address);
    if (size === undefined) throw new Error(`heap: ${address} is not an allocated block`);
    this.#sizes.delete(address);
    this.#insert({ start: address, end: address + size });
  }

  /** Returns a view, to be recreated for each use, since memory may grow. */
  floats(address: number, length: number): Float32Array {
    const { buffer, offset } = this.#memory.locate(address);
    return new Float32Array(buffer, offset, length);
  }

  integers(address: number, length: number): Int32Array {
    const { buffer, offset } = this.#memory.locate(address);
    return new Int32Array(buffer, offset, length);
  }

  doubles(address: number, length: number): Float64Array {
    const { buffer, offset } = this.#memory.locate(address);
    return new Float64Array(buffer, offset, length);
  }

  /** True if an array's memory is part of this heap */
  owns({ buffer }: ArrayBufferView): boolean {
    return this.#memory.owns(buffer);
  }

  #insert(block: Block): void {
    let low = 0;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#free[middle]!.start < block.start) low = middle + 1;
      else high = middle;
    }
    const before = this.#free[low - 1];
    const after = this.#free[low];
    if (before?.end === block.start) {
      before.end = block.end;
      if (after?.start === before.end) {
        before.end = after.end;
        this.#free.splice(low, 1);
      }
    } else if (after?.start === block.end) after.start = block.start;
    else this.#free.splice(low, 0, block);
  }

  /** Grows the memory and returns the index of the free block with room for `size` bytes */
  #grow(size: number): number {
    let block: Block;
    try {
      block = this.#memory.grow(size, this.#free.at(-1));
    } catch (cause) {
      throw new LongrangeError({
        code: 'ENGINE_OUT_OF_MEMORY',
        message: `Expected room for ${size} more bytes in the engine's memory, got ${this.usedBytes} of ${this.totalBytes} bytes in use and no way to grow.`,
        hint: 'use a smaller micro-batch (microBatchSize), a shorter sequence or a smaller model.',
        cause,
      });
    }
    const { end } = block;
    this.#insert(block);
    return this.#free.findIndex((free) => free.end === end);
  }
}

const PAGE_BYTES = 65_536;
const MAXIMUM_PAGES = 65_536;
const GROWTH_PAGES = 512;

/** Creates the memory that all threads share: 32 MiB that may grow to 4 GiB. @throws LongrangeError `ENGINE_SIMD_MEMORY` */
export function createSharedMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: GROWTH_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  } catch (cause) {
    throw new LongrangeError({
      code: 'ENGINE_SIMD_MEMORY',
      message: `Expected address space for the embedded engine's memory, got none (${(cause as Error).message}).`,
      hint: 'V8 reserves some 10 GiB of addresses for each WebAssembly memory: raise the limit (`ulimit -v unlimited`), or use --engine cpu.',
      cause,
    });
  }
}

/** Creates a heap in that memory from `firstByte` on, the end of the kernels' own static data */
export function sharedHeap(memory: WebAssembly.Memory, firstByte: number): Heap {
  return new Heap(new SharedMemory(memory), { start: firstByte, end: memory.buffer.byteLength });
}

/** One WebAssembly memory: addresses are offsets in it. */
class SharedMemory implements HeapMemory {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  get totalBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  grow(bytes: number, last: Readonly<Block> | undefined): Block {
    const start = this.totalBytes;
    const tail = last?.end === start ? last.end - last.start : 0;
    const pages = Math.max(GROWTH_PAGES, Math.ceil((bytes - tail) / PAGE_BYTES));
    const granted = Math.min(pages, MAXIMUM_PAGES - start / PAGE_BYTES);
    if (granted * PAGE_BYTES + tail < bytes) throw new RangeError('beyond 4 GiB');
    this.#memory.grow(granted);
    return { start, end: start + granted * PAGE_BYTES };
  }

  locate(offset: number) {
    return { buffer: this.#memory.buffer, offset };
  }

  /** Accepts any shared buffer, since a buffer from before the memory grew is part of it, too. */
  owns(buffer: ArrayBufferLike): boolean {
    return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
  }
}
