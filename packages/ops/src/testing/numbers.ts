import { type Scalar, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { counterRandom } from '../dropout.ts';

/** Uniform numbers in [-scale, scale), the same for the same seed */
export function uniformTensor<T extends Tensor>(shape: number[], seed: number, scale = 1): T {
  const length = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length }, (_, i) => (counterRandom(i, seed) / 2 ** 31 - 1) * scale);
  return tensor(values, shape) as T;
}

/** Gradient of a loss with respect to one of its inputs, by central differences with a step of `epsilon`. */
export function numericGradient(
  loss: (...inputs: Tensor[]) => Scalar,
  inputs: readonly Tensor[],
  position: number,
  epsilon: number,
): Float32Array {
  const input = inputs[position]!;
  const at = (index: number, change: number) =>
    tidy(() => {
      const shifted = input.dataSync().slice();
      shifted[index]! += change;
      return loss(...inputs.map((t, i) => (i === position ? tensor(shifted, t.shape) : t))).dataSync()[0]!;
    });
  return Float32Array.from(
    { length: input.size },
    (_, index) => (at(index, epsilon) - at(index, -epsilon)) / (2 * epsilon),
  );
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

/** Results of `compute` on one backend */
export async function valuesOn(backend: string, compute: () => Tensor[]): Promise<ArrayLike<number>[]> {
  await setBackend(backend);
  return compute().map((tensor) => tensor.dataSync());
}

/**
 * Compares results with those of TensorFlow.js's own CPU backend.
 *
 * @param jobs minimum number of jobs that the engine must have run; without any, an inherited kernel would be compared with itself
 */
export type ExpectSameAsCpu = (compute: () => Tensor[], jobs?: number) => Promise<void>;
