import { array, assert, integer, option, property } from 'fast-check';
import { expect, it } from 'vitest';
import { type BatchRow, chooseSteps, cutSegments, refillRows } from './batched-reader.ts';

/** Reads everything as scoreTokens does; returns how often each input was read and the steps × rows spent. */
function simulate(lengths: number[], resetEvery: number | null, batchSize: number, chunk: number) {
  const queue = cutSegments(lengths, resetEvery).reverse();
  let rows: BatchRow[] = queue
    .splice(Math.max(0, queue.length - batchSize))
    .map((segment) => ({ segment, read: 0 }));
  const reads = lengths.map((length) => new Array<number>(Math.max(0, length - 1)).fill(0));
  let spent = 0;
  for (;;) {
    rows = refillRows(rows, queue).rows;
    if (rows.length === 0) return { reads, spent };
    const steps = chooseSteps(
      rows.map(({ segment, read }) => segment.length - read),
      chunk,
    );
    spent += steps * rows.length;
    for (const row of rows) {
      const { sequence, start, length } = row.segment;
      const count = Math.min(steps, length - row.read);
      for (let i = 0; i < count; i++) reads[sequence]![start + row.read + i]! += 1;
      row.read += count;
    }
  }
}

it('reads every input exactly once, whatever the lengths', () => {
  assert(
    property(
      array(integer({ min: 0, max: 60 }), { maxLength: 30 }),
      option(integer({ min: 1, max: 20 })),
      integer({ min: 1, max: 8 }),
      integer({ min: 1, max: 16 }),
      (lengths, resetEvery, batchSize, chunk) => {
        const { reads } = simulate(lengths, resetEvery, batchSize, chunk);
        expect(reads.flat().every((count) => count === 1)).toBe(true);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

it('wastes little: short and long sequences in one batch', () => {
  const lengths = Array.from({ length: 500 }, (_, i) => 20 + ((i * 7919) % 400) + (i % 50 === 0 ? 5000 : 0));
  const { spent } = simulate(lengths, null, 64, 128);
  const read = lengths.reduce((sum, length) => sum + length - 1, 0);
  expect(read / spent).toBeGreaterThan(0.8);
});
