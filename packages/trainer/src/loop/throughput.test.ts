import { expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

it('gives characters per second over the window', () => {
  const throughput = new Throughput(10);
  expect(throughput.charactersPerSecond).toBe(0);
  throughput.add(1000, 5);
  throughput.add(4000, 5);
  expect(throughput.charactersPerSecond).toBe(500);
  throughput.add(4000, 5); // the first five seconds are out of sight
  expect(throughput.charactersPerSecond).toBe(800);
  throughput.add(6000, 20); // longer than the window: it alone
  expect(throughput.charactersPerSecond).toBe(300);
});
