import { expect, it } from 'vitest';
import { orthogonalRows } from './orthogonal.ts';
import { randomStream } from './random-stream.ts';

function largestError(q: Float32Array, rows: number, columns: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < columns; k++) product += q[i * columns + k]! * q[j * columns + k]!;
      largest = Math.max(largest, Math.abs(product - (i === j ? 1 : 0)));
    }
  }
  return largest;
}

it.each([
  [1, 4],
  [3, 12],
  [8, 8],
  [64, 256],
  [256, 256],
  [256, 1024],
])('Q Qᵀ = I for [%i, %i]', (rows, columns) => {
  // Float32 keeps each element to 6e-8 of itself; a sum of them errs by less than that.
  expect(largestError(orthogonalRows(rows, columns, randomStream(1)), rows, columns)).toBeLessThan(1.2e-7);
});

it('spreads its elements as a rotation does: mean 0, variance 1 / columns', () => {
  const q = orthogonalRows(64, 256, randomStream(5));
  const mean = q.reduce((sum, value) => sum + value, 0) / q.length;
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(256 * q.length));
  expect(q.reduce((sum, value) => sum + value * value, 0) / q.length).toBeCloseTo(1 / 256, 6);
});

it('gives other rows for another seed, the same for the same', () => {
  const first = orthogonalRows(4, 16, randomStream(1));
  expect(orthogonalRows(4, 16, randomStream(1))).toEqual(first);
  expect(orthogonalRows(4, 16, randomStream(2))).not.toEqual(first);
});
