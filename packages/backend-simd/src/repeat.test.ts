import { expect, it } from 'vitest';
import { WasmEngine } from './wasm-engine.ts';

it.each([1, 2, 3])('repeats recorded jobs in their order, on %i threads', async (threads) => {
  const engine = await WasmEngine.create({ threads });
  const { heap } = engine;
  const size = 40;
  const [a, b, time] = [size * 4, size * 4, 4].map((bytes) => heap.allocate(bytes)) as [
    number,
    number,
    number,
  ];
  heap.floats(a, size).fill(1);
  heap.floats(b, size).forEach((_, i, all) => {
    all[i] = i;
  });
  const used = heap.usedBytes;
  const result = engine.record(
    () => {
      // Freed at once, but written in each round: nothing else may lie there.
      const sum = heap.allocate(size * 4);
      engine.run('add', { size, a, b, to: sum });
      engine.run('copy', { size, from: sum, to: a }, false);
      engine.run('add', { size, a, b: a, to: b });
      heap.free(sum);
    },
    (jobs) => {
      expect(heap.floats(a, size)[3]).toBe(1);
      engine.repeat(jobs, 4, time, threads);
      return [...heap.floats(a, size)];
    },
  );
  // Each round a ← a + b, then b ← 2 a: from 1 and i, a is 1 + i, 3 (1 + i), 9 (1 + i), 27 (1 + i).
  expect(result).toEqual(Array.from({ length: size }, (_, i) => 27 * (1 + i)));
  expect(heap.integers(time, 1)[0]).toBe(3);
  expect(heap.usedBytes).toBe(used);
  await engine.terminate();
});
