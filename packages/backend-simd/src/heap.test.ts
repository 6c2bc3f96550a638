import { describe, expect, it } from 'vitest';
import { createSharedMemory, sharedHeap } from './heap.ts';

const newHeap = () => sharedHeap(createSharedMemory(), 1000);

describe('Heap', () => {
  it('hands out aligned blocks that do not overlap', () => {
    const heap = newHeap();
    const blocks = Array.from({ length: 50 }, (_, i) => ({ start: heap.allocate(i * 37), size: i * 37 }));
    blocks.sort((a, b) => a.start - b.start);
    expect(blocks.every(({ start }) => start % 64 === 0 && start >= 1000)).toBe(true);
    expect(blocks.slice(1).every(({ start }, i) => start >= blocks[i]!.start + blocks[i]!.size)).toBe(true);
  });

  it('merges freed neighbors, in whatever order they are freed, and does not grow when they fit again', () => {
    const heap = newHeap();
    const total = heap.totalBytes;
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [0, 2, 1],
      [1, 0, 2],
    ]) {
      const blocks = [10_000_000, 10_000_000, 10_000_000].map((bytes) => heap.allocate(bytes));
      for (const index of order) heap.free(blocks[index]!);
      heap.free(heap.allocate(30_000_000));
    }
    expect(heap.usedBytes).toBe(0);
    expect(heap.totalBytes).toBe(total);
  });

  it('grows, keeps what was written, and gives one clear error beyond 4 GiB', () => {
    const heap = newHeap();
    const address = heap.allocate(16);
    heap.floats(address, 4).set([1, 2, 3, 4]);
    const large = heap.allocate(100_000_000);
    expect(heap.totalBytes).toBeGreaterThan(100_000_000);
    heap.floats(large, 25_000_000)[24_999_999] = 5;
    expect(Array.from(heap.floats(address, 4))).toEqual([1, 2, 3, 4]);
    expect(() => heap.allocate(2 ** 32)).toThrow('Expected room for 4294967360 more bytes');
    heap.free(large);
    expect(() => heap.free(large)).toThrow('not an allocated block');
  });
});
