import { expect, it } from 'vitest';
import { logsOfLikeliest } from './gguf-asking.ts';

const sumOf = (logs: Float32Array): number => logs.reduce((sum, log) => sum + Math.exp(log), 0);

it('keeps probabilities that are all known', () => {
  const logs = logsOfLikeliest([2, 0, 1], [0.75, 0.25, 0], 3);
  expect(logs).toEqual(Float32Array.of(Math.log(0.25), -103, Math.log(0.75)));
});

it('finds what the others have where probabilities fall as a power, and divides it among them', () => {
  const V = 40_000;
  for (const power of [1.3, 2, 3]) {
    const weights = Array.from({ length: V }, (_, rank) => (rank + 1) ** -power);
    const all = weights.reduce((sum, weight) => sum + weight);
    const known = weights.slice(0, 1000);
    const shared = known.reduce((sum, weight) => sum + weight);
    const logs = logsOfLikeliest(
      known.map((_, rank) => V - 1 - rank),
      known.map((weight) => weight / shared),
      V,
    );
    expect(sumOf(logs)).toBeCloseTo(1, 4);
    expect(Math.exp(logs[V - 1]!)).toBeCloseTo(1 / all, 3);
    expect(sumOf(logs.subarray(0, V - 1000)) / (1 - shared / all)).toBeCloseTo(1, 1);
    expect(new Set(logs.subarray(0, V - 1000)).size).toBe(1);
  }
});

it('gives nothing to the others where the last that are known have nothing', () => {
  const known = Array.from({ length: 16 }, (_, token) => token);
  const shares = known.map((token) => (token === 0 ? 1 : 0));
  const logs = logsOfLikeliest(known, shares, 100);
  expect([logs[0], logs[1], logs[99]]).toEqual([0, -103, -103]);
});
