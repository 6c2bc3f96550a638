import { expect, it } from 'vitest';
import { type BatchRow, chooseSteps, cutSegments, refillRows } from './batched-reader.ts';

it('wastes little: short and long sequences in one batch', () => {
  const lengths = Array.from({ length: 500 }, (_, i) => 20 + ((i * 7919) % 400) + (i % 50 === 0 ? 5000 : 0));
  const queue = cutSegments(lengths, null).reverse();
  let rows: BatchRow[] = queue.splice(-64).map((segment) => ({ segment, read: 0 }));
  let [read, spent] = [0, 0];
  for (;;) {
    rows = refillRows(rows, queue).rows;
    if (rows.length === 0) break;
    const left = rows.map((row) => row.segment.length - row.read);
    const steps = chooseSteps(left, 128);
    spent += steps * rows.length;
    rows.forEach((row, i) => {
      row.read += Math.min(steps, left[i]!);
      read += Math.min(steps, left[i]!);
    });
  }
  expect(read).toBe(lengths.reduce((sum, length) => sum + length - 1, 0));
  expect(read / spent).toBeGreaterThan(0.8);
});
