import { expect, it } from 'vitest';
import { compileKernels } from './features.ts';
import { createSharedMemory, sharedHeap } from './heap.ts';
import { ARGUMENT_BYTES, instantiate, writeArguments } from './jobs.ts';

it('gives the last of 256 threads its share of 2^25 elements', async () => {
  const memory = createSharedMemory();
  const kernels = instantiate((await compileKernels('simd128')).module, memory);
  const heap = sharedHeap(memory, kernels.staticDataEnd());
  const [size, threads] = [2 ** 25, 256];
  const args = heap.allocate(ARGUMENT_BYTES);
  const at = heap.allocate(size * 4);
  // Touches no memory but that share's.
  const tail = heap.floats(at + (size - size / threads) * 4, size / threads).fill(1.5);
  const kind = writeArguments(memory, args, 'add', { size, a: at, b: at, to: at });
  kernels.run(kind, args, threads - 1, threads);
  expect(tail.every((value) => value === 3)).toBe(true);
});
