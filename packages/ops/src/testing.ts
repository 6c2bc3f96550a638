import { type Tensor, type Tensor2D, type Tensor3D, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { counterRandom } from './reference/elementwise.ts';

/** Uniform numbers in [-scale, scale), the same for the same seed. */
export function uniform(size: number, seed: number, scale = 1): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => (counterRandom(i, seed) / 2 ** 31 - 1) * scale);
}

export function uniformTensor<T extends Tensor>(shape: number[], seed: number, scale = 1): T {
  return tensor(
    uniform(
      shape.reduce((a, b) => a * b, 1),
      seed,
      scale,
    ),
    shape,
  ) as T;
}

/** Largest difference, relative to the largest magnitude expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let magnitude = 1e-12;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    magnitude = Math.max(magnitude, Math.abs(expected[i]!));
  }
  return difference / magnitude;
}

export function expectClose(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = 1e-5): void {
  const values = 'dataSync' in expected ? expected.dataSync() : expected;
  expect(relativeError(actual.dataSync(), values)).toBeLessThan(tolerance);
}

export interface LstmCase {
  readonly preactivations: Tensor3D;
  readonly recurrentKernel: Tensor2D;
  readonly hidden: Tensor2D;
  readonly cell: Tensor2D;
  readonly tokens: Tensor2D;
  readonly table: Tensor2D;
}

/** Inputs of an LSTM layer of the given size, with states away from zero. */
export function lstmCase(T: number, B: number, H: number, V = 7): LstmCase {
  return {
    preactivations: uniformTensor([T, B, 4 * H], 1, 2),
    recurrentKernel: uniformTensor([H, 4 * H], 2, 1.5 / Math.sqrt(H)),
    hidden: uniformTensor([B, H], 3, 0.9),
    cell: uniformTensor([B, H], 4, 1.5),
    tokens: tensor2d(
      Int32Array.from({ length: T * B }, (_, i) => counterRandom(i, 5) % V),
      [T, B],
      'int32',
    ),
    table: uniformTensor([V, 4 * H], 6, 2),
  };
}
