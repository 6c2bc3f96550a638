import { expect, it } from 'vitest';
import { glorotUniform, orthogonalRows, uniformWithin, unitForgetBias, zeros } from './initializers.ts';
import { mixSeed, randomStream } from './random-stream.ts';

function moments(values: Float32Array): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

it('glorotUniform fills ±√(6 / (fan in + fan out)) evenly', () => {
  const limit = Math.sqrt(6 / (64 + 1024));
  const { mean, variance, largest } = moments(glorotUniform([64, 1024], randomStream(3)));
  expect(largest).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest).toBeGreaterThan(0.999 * limit);
  expect(Math.abs(mean)).toBeLessThan(0.01 * limit);
  expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
});

it('uniformWithin fills its range', () => {
  const { largest, variance } = moments(uniformWithin(0.05)([97, 64], randomStream(4)));
  expect(largest).toBeLessThanOrEqual(Math.fround(0.05));
  expect(variance / (0.05 ** 2 / 3)).toBeCloseTo(1, 1);
});

it('biases are zero, but one for the forget gate', () => {
  expect([...zeros([3], randomStream(0))]).toEqual([0, 0, 0]);
  expect([...unitForgetBias([8], randomStream(0))]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
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

it('repeats itself for the same seed and index only', () => {
  const draw = (seed: number, index: number) => {
    const stream = randomStream(seed, index);
    return [stream.uniform(), stream.uniform()];
  };
  expect(draw(1, 2)).toEqual(draw(1, 2));
  expect(draw(1, 2)).not.toEqual(draw(2, 1));
  expect(draw(1, 2)).not.toEqual(draw(1, 3));
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

it('normal numbers have mean 0 and variance 1', () => {
  const stream = randomStream(9);
  const values = Array.from({ length: 20_000 }, () => stream.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(3 / Math.sqrt(values.length));
  expect(Math.abs(variance - 1)).toBeLessThan(3 * Math.sqrt(2 / values.length));
});

it('mixSeed has no collision among 64 layers of 1,000 steps', () => {
  const seeds = new Set<number>();
  for (let step = 0; step < 1000; step++)
    for (let layer = 0; layer < 64; layer++) seeds.add(mixSeed(step, layer));
  expect(seeds.size).toBeGreaterThan(64_000 - 5); // 64,000 random 32-bit numbers: half a collision expected
});
