import { expect, it } from 'vitest';
import { glorotUniform, uniformWithin, unitForgetBias, zeros } from './initializers.ts';
import { randomStream } from './random-stream.ts';

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
