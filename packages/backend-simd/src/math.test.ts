import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, type Heap, sharedHeap } from './heap.ts';
import { instantiate, type KernelExports } from './jobs.ts';

const COUNT = 40_000;

describe.each([undefined, 'relaxed', 'simd128'] as (Variant | undefined)[])('%s', (variant) => {
  let heap: Heap;
  let kernels: KernelExports;

  beforeAll(async () => {
    const memory = createSharedMemory();
    kernels = instantiate((await compileKernels(variant)).module, memory);
    heap = sharedHeap(memory, kernels.staticDataEnd());
  });

  /** A function of kernels of each argument, 0 tanh, 1 σ, 2 exp. */
  function apply(which: number, x: Float32Array): Float32Array {
    const address = heap.allocate(x.byteLength);
    heap.floats(address, x.length).set(x);
    kernels.applyMath(which, x.length, address);
    const y = heap.floats(address, x.length).slice();
    heap.free(address);
    return y;
  }

  /** Largest difference over evenly spaced arguments, scaled by `scale(expected)`. */
  function largestError(
    which: number,
    exact: (x: number) => number,
    [low, high]: [number, number],
    scale: (y: number) => number,
  ): number {
    const x = Float32Array.from({ length: COUNT }, (_, i) => low + ((high - low) * i) / (COUNT - 1));
    const y = apply(which, x);
    let error = 0;
    for (let i = 0; i < COUNT; i++)
      error = Math.max(error, Math.abs(y[i]! - exact(x[i]!)) / scale(exact(x[i]!)));
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

  it('saturates: tanh at exactly ±1, σ at 0 and 1, from some point on and at infinity; NaN stays NaN', () => {
    const far = [8, 20, 1e30, Number.POSITIVE_INFINITY];
    expect(Array.from(apply(0, Float32Array.from(far)))).toEqual([1, 1, 1, 1]);
    expect(
      Array.from(
        apply(
          0,
          Float32Array.from(far, (x) => -x),
        ),
      ),
    ).toEqual([-1, -1, -1, -1]);
    expect(
      Array.from(
        apply(
          1,
          Float32Array.from(far, (x) => 2 * x),
        ),
      ),
    ).toEqual([1, 1, 1, 1]);
    expect(
      Array.from(
        apply(
          1,
          Float32Array.from(far, (x) => -2 * x),
        ),
      ),
    ).toEqual([0, 0, 0, 0]);
    for (const which of [0, 1]) {
      expect(Array.from(apply(which, new Float32Array(4).fill(Number.NaN)))).toEqual(
        new Array(4).fill(Number.NaN),
      );
    }
  });

  it('tanh comes near ±1 without passing it, and falls by no more than it errs', () => {
    const bits = new Uint32Array(Float32Array.of(7.5, 8.5).buffer);
    const x = new Float32Array(
      Uint32Array.from({ length: bits[1]! - bits[0]! }, (_, i) => bits[0]! + i).buffer,
    );
    const y = apply(0, x);
    expect(y.reduce((highest, value) => Math.max(highest, value))).toBe(1);
    const largestFall = y.reduce((fall, value, i) => Math.max(fall, (y[i - 1] ?? 0) - value), 0);
    expect(largestFall).toBeLessThan(5e-7);
  });

  it('σ errs by at most 3e-7', () => {
    expect(largestError(1, sigmoid, [-25, 25], one)).toBeLessThan(3e-7);
  });

  it('exp errs by at most 3e-7 of its value where softmax uses it', () => {
    expect(largestError(2, Math.exp, [-87, 1], Math.abs)).toBeLessThan(3e-7);
  });
});
