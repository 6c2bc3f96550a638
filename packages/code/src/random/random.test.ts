import { expect, it } from 'vitest';
import { RandomStream } from './random.ts';

it('is a function of its seed', () => {
  const draw = (seed: number) => {
    const random = new RandomStream(seed);
    return [random.nextUint32(), random.nextUint32(), random.nextUint32()];
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

it('is uniform: chi-squared of 100,000 draws over 100 values below the 99.9 % point', () => {
  const random = new RandomStream(42);
  const counts = new Array<number>(100).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.nextInteger(100)]!++;
  const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(148.2);
  expect(Math.max(...counts.keys())).toBe(99);
});
