import { describe, expect, it } from 'vitest';
import { dropoutSeed } from './dropout-seed.ts';

describe('dropoutSeed', () => {
  it('is another unsigned 32-bit number for each seed, step and micro-batch', () => {
    const seeds = new Set<number>();
    for (let seed = 0; seed < 4; seed++) {
      for (let step = 1; step <= 500; step++) {
        for (let microBatch = 0; microBatch < 8; microBatch++) seeds.add(dropoutSeed(seed, step, microBatch));
      }
    }
    expect(seeds.size).toBeGreaterThan(16_000 - 3); // about 0.03 collisions are expected
    for (const value of seeds) expect(value >>> 0).toBe(value);
  });

  it('stays what it was, or resumed runs would differ', () => {
    expect([dropoutSeed(1, 1, 0), dropoutSeed(1, 2, 0), dropoutSeed(2, 1, 7)]).toMatchInlineSnapshot(`
      [
        529275512,
        236991665,
        3005734915,
      ]
    `);
  });
});
