import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, Heap } from './heap.ts';
import { instantiate, type KernelExports } from './kernel-exports.ts';

const COUNT = 40_000;

describe.each([undefined, 'relaxed', 'simd128'] as (Variant | undefined)[])('%s', (variant) => {
  let heap: Heap;
  let kernels: KernelExports;

  beforeAll(async () => {
    const memory = createSharedMemory();
    kernels = instantiate((await compileKernels(variant)).module, memory);
    heap = new Heap(memory, kernels.staticDataEnd());
  });

  /** Largest difference over evenly spaced arguments, scaled by `scale(expected)`. */
  function largestError(
    which: number,
    exact: (x: number) => number,
    [low, high]: [number, number],
    scale: (y: number) => number,
  ): number {
    const address = heap.allocate(COUNT * 4);
    const x = Float32Array.from({ length: COUNT }, (_, i) => low + ((high - low) * i) / (COUNT - 1));
    heap.floats(address, COUNT).set(x);
    kernels.applyMath(which, COUNT, address);
    const y = heap.floats(address, COUNT);
    let error = 0;
    for (let i = 0; i < COUNT; i++)
      error = Math.max(error, Math.abs(y[i]! - exact(x[i]!)) / scale(exact(x[i]!)));
    heap.free(address);
    return error;
  }

  const one = () => 1;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  it('tanh errs by at most 4e-7, far out too', () => {
    expect(largestError(0, Math.tanh, [-12, 12], one)).toBeLessThan(4e-7);
    expect(largestError(0, Math.tanh, [-1e30, 1e30], one)).toBeLessThan(4e-7);
  });

  it('tanh errs by at most 6e-7 of its value near zero', () => {
    expect(largestError(0, Math.tanh, [1e-6, 0.5], Math.abs)).toBeLessThan(6e-7);
  });

  it('σ errs by at most 3e-7', () => {
    expect(largestError(1, sigmoid, [-25, 25], one)).toBeLessThan(3e-7);
  });

  it('exp errs by at most 3e-7 of its value where softmax uses it', () => {
    expect(largestError(2, Math.exp, [-87, 1], Math.abs)).toBeLessThan(3e-7);
  });
});
