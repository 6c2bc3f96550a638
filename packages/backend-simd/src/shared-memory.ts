import { LongrangeError } from '@longrange/errors';
import { type Block, Heap, type HeapMemory } from './heap.ts';

const PAGE_BYTES = 65_536;
const MAXIMUM_PAGES = 65_536;
const GROWTH_PAGES = 512;

/** The memory that all threads share: 32 MiB that may grow to 4 GiB. @throws LongrangeError `ENGINE_SIMD_MEMORY` */
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

/** A heap of what lies in that memory from `firstByte` on, where the kernels' own static data ends. */
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

  /** A buffer from before the memory grew is part of it, too. */
  owns(buffer: ArrayBufferLike): boolean {
    return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
  }
}
