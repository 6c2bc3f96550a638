import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, type Heap, sharedHeap } from './heap.ts';
import { instantiate, type KernelExports } from './jobs.ts';

const COUNT = 40_000;
/** Numbers of the functions of `applyMath` */
const [TANH, SIGMOID, EXP] = [0, 1, 2];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const one = () => 1;

describe.each([undefined, 'relaxed', 'simd128'] as (Variant | undefined)[])('%s', (variant) => {
  let heap: Heap;
  let kernels: KernelExports;

  beforeAll(async () => {
    const memory = createSharedMemory();
    kernels = instantiate((await compileKernels(variant)).module, memory);
    heap = sharedHeap(memory, kernels.staticDataEnd());
  });

  function apply(which: number, x: Float32Array): Float32Array {
    const address = heap.allocate(x.byteLength);
    heap.floats(address, x.length).set(x);
    kernels.applyMath(which, x.length, address);
    const y = heap.floats(address, x.length).slice();
    heap.free(address);
    return y;
  }

  it.each([
    ['tanh', TANH, Math.tanh, [-12, 12], one, 4e-7],
    ['tanh far out', TANH, Math.tanh, [-1e30, 1e30], one, 4e-7],
    ['tanh near zero, of its value', TANH, Math.tanh, [1e-6, 0.5], Math.abs, 6e-7],
    ['σ', SIGMOID, sigmoid, [-25, 25], one, 3e-7],
    ['exp where softmax uses it, of its value', EXP, Math.exp, [-87, 1], Math.abs, 3e-7],
  ] as const)('%s has a small error', (_, which, exact, [low, high], scale, most) => {
    const x = Float32Array.from({ length: COUNT }, (_, i) => low + ((high - low) * i) / (COUNT - 1));
    const errors = apply(which, x).map((y, i) => Math.abs(y - exact(x[i]!)) / scale(exact(x[i]!)));
    expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(most);
  });

  it('saturates: tanh at exactly ±1, σ at 0 and 1, from some point on and at infinity; NaN stays NaN', () => {
    for (const [which, below, factor] of [
      [TANH, -1, 1],
      [SIGMOID, 0, 2],
    ] as const) {
      const far = Float32Array.of(8, 20, 1e30, Number.POSITIVE_INFINITY).map((x) => factor * x);
      const mirrored = far.map((x) => -x);
      expect(new Set(apply(which, far))).toEqual(new Set([1]));
      // Without the sign of a zero.
      expect(new Set(apply(which, mirrored).map((y) => y + 0))).toEqual(new Set([below]));
      expect(new Set(apply(which, new Float32Array(4).fill(Number.NaN)))).toEqual(new Set([Number.NaN]));
    }
  });

  it('tanh comes near ±1 without passing it, and falls by no more than it errs', () => {
    const [from, to] = new Uint32Array(Float32Array.of(7.5, 8.5).buffer) as unknown as [number, number];
    const x = new Float32Array(Uint32Array.from({ length: to - from }, (_, i) => from + i).buffer);
    const y = apply(TANH, x);
    expect(y.reduce((highest, value) => Math.max(highest, value))).toBe(1);
    const largestFall = y.reduce((fall, value, i) => Math.max(fall, (y[i - 1] ?? 0) - value), 0);
    expect(largestFall).toBeLessThan(5e-7);
  });
});
