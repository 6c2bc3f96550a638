import { Heap } from '@longrange/backend-simd/internal';
import { expect, it } from 'vitest';
import { Regions } from './native-engine.ts';

/** Regions whose buffers seem to lie one right after the other, which those of the system may. */
function neighbors(): Regions {
  let next = 4096;
  return new Regions(({ byteLength }) => {
    next += byteLength;
    return next - byteLength;
  });
}

it('keeps what was written when it grows, and lets no block lie in two regions', () => {
  const regions = neighbors();
  const heap = new Heap(regions);
  const [first, second] = [60e6, 60e6].map((bytes) => heap.allocate(bytes)) as [number, number];
  heap.floats(first, 2).set([1, 2]);
  heap.integers(second, 2).set([3, 4]);
  heap.free(heap.allocate(200e6));
  expect([...heap.floats(first, 2), ...heap.integers(second, 2)]).toEqual([1, 2, 3, 4]);
  heap.free(first);
  heap.free(second);
  // Whatever is handed out lies in one buffer to its end.
  for (const bytes of [100e6, 60e6, 60e6, 1000]) {
    const address = heap.allocate(bytes);
    expect(heap.floats(address, bytes / 4)).toHaveLength(bytes / 4);
  }
});

it('knows its own views, and no address outside', () => {
  const regions = neighbors();
  const heap = new Heap(regions);
  const address = heap.allocate(64);
  expect(heap.owns(heap.floats(address, 1))).toBe(true);
  expect(heap.owns(new Float32Array(1))).toBe(false);
  expect(() => heap.floats(1, 1)).toThrow("the engine's memory holds no address 1");
});

it('gives one clear error for more than there is', () => {
  const heap = new Heap(neighbors());
  expect(() => heap.allocate(2 ** 52)).toThrow(expect.objectContaining({ code: 'ENGINE_OUT_OF_MEMORY' }));
});
