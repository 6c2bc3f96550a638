import { expect, it } from 'vitest';
import { chronoBias, glorotUniform, orthogonalRows } from './initializers.ts';
import { randomStream } from './random-stream.ts';

it('glorotUniform fills ±√(6 / (fan in + fan out)) evenly', () => {
  const limit = Math.sqrt(6 / (64 + 1024));
  const values = glorotUniform([64, 1024], randomStream(3));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(largest).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest).toBeGreaterThan(0.999 * limit);
  expect(Math.abs(mean)).toBeLessThan(0.01 * limit);
  expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
});

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
  [3, 12],
  [8, 8],
  [64, 256],
])('Q Qᵀ = I for [%i, %i]', (rows, columns) => {
  // Float32 keeps each element to 6e-8 of itself; a sum of them errs by less than that.
  expect(largestError(orthogonalRows(rows, columns, randomStream(1)), rows, columns)).toBeLessThan(1.2e-7);
});

it('gives neighboring seeds and indices unrelated first numbers', () => {
  for (const first of [
    (i: number) => randomStream(i, 0).uniform(),
    (i: number) => randomStream(0, i).uniform(),
  ]) {
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 2000; i++) counts[Math.floor(first(i) * 20)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chiSquare).toBeLessThan(43.8); // 19 degrees of freedom, p = 0.001
  }
});

it('chronoBias spreads memories evenly from 1 character to its length', () => {
  const bias = chronoBias(64)([4 * 1000], randomStream(5));
  const kept = Array.from(bias.subarray(1000, 2000), Math.exp).sort((a, b) => a - b);
  expect(kept[0]).toBeGreaterThanOrEqual(1);
  expect(kept[999]).toBeLessThan(63.001);
  expect(kept[500]).toBeCloseTo(32, -1);
  expect(bias.subarray(0, 1000)).toEqual(bias.subarray(1000, 2000).map((forget) => -forget));
  expect(bias.subarray(2000).every((value) => value === 0)).toBe(true);
});
