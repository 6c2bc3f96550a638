import { expect, it } from 'vitest';
import { mixSeed, randomStream } from './random-stream.ts';

it('repeats itself for the same seed and index only', () => {
  const draw = (seed: number, index: number) => {
    const stream = randomStream(seed, index);
    return [stream.uniform(), stream.uniform()];
  };
  expect(draw(1, 2)).toEqual(draw(1, 2));
  expect(draw(1, 2)).not.toEqual(draw(2, 1));
  expect(draw(1, 2)).not.toEqual(draw(1, 3));
});

it('gives neighbouring seeds and indices unrelated first numbers', () => {
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
