import { LongrangeError } from '@longrange/errors';

const PAGE_BYTES = 65_536;
const MAXIMUM_PAGES = 65_536;
/** A cache line; also the padding that lets vector loops run past the end of a tensor. */
const ALIGNMENT = 64;
const GROWTH_PAGES = 512;

/** The memory that all threads share: 32 MiB that may grow to 4 GiB. */
export function createSharedMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: GROWTH_PAGES, maximum: MAXIMUM_PAGES, shared: true });
}

interface Block {
  start: number;
  end: number;
}

/** Memory for tensors inside the WebAssembly memory: best fit, neighbours merged when freed, grown as needed. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Free blocks by address. */
  readonly #free: Block[] = [];
  readonly #sizes = new Map<number, number>();
  #end: number;

  /** @param firstByte where the kernels' own static data ends */
  constructor(memory: WebAssembly.Memory, firstByte: number) {
    this.memory = memory;
    this.#end = memory.buffer.byteLength;
    this.#free.push({ start: Math.ceil(firstByte / ALIGNMENT) * ALIGNMENT, end: this.#end });
  }

  /** Bytes handed out and not yet freed. */
  get usedBytes(): number {
    let total = 0;
    for (const size of this.#sizes.values()) total += size;
    return total;
  }

  /** Bytes of the WebAssembly memory, used or not. */
  get totalBytes(): number {
    return this.#end;
  }

  /** Address of `bytes` new bytes, not cleared. Throws `ENGINE_OUT_OF_MEMORY` beyond 4 GiB. */
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

  free(address: number): void {
    const size = this.#sizes.get(address);
    if (size === undefined) throw new Error(`heap: ${address} is not an allocated block`);
    this.#sizes.delete(address);
    this.#insert({ start: address, end: address + size });
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
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

  #grow(size: number): number {
    const last = this.#free.at(-1);
    const tail = last?.end === this.#end ? last.end - last.start : 0;
    const pages = Math.max(GROWTH_PAGES, Math.ceil((size - tail) / PAGE_BYTES));
    const room = MAXIMUM_PAGES - this.#end / PAGE_BYTES;
    const granted = Math.min(pages, room);
    try {
      if (granted * PAGE_BYTES + tail < size) throw new RangeError('beyond 4 GiB');
      this.memory.grow(granted);
    } catch (cause) {
      throw new LongrangeError({
        code: 'ENGINE_OUT_OF_MEMORY',
        message: `Expected room for ${size} more bytes in WebAssembly memory, got ${this.usedBytes} of ${this.#end} bytes in use and no way to grow.`,
        hint: 'use a smaller micro-batch (microBatchSize), a shorter sequence or a smaller model.',
        cause,
      });
    }
    const start = this.#end;
    this.#end += granted * PAGE_BYTES;
    this.#insert({ start, end: this.#end });
    return this.#free.length - 1;
  }
}
