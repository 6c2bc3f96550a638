import { expect, it } from 'vitest';
import { parts } from './cells.ts';

const share = { held: 9, n: 10, estimate: 0.9, low: 0.6, high: 1, documents: 5, designEffect: 1 };
const none = { ...share, held: 0, n: 0, estimate: null };

it.each([
  [{ kind: 'code', text: 'x' }, null, 'x', []],
  [{ kind: 'number', value: 2, text: '2', detail: 'of 3' }, 2, '2', ['of 3']],
  [{ kind: 'proportion', proportion: share }, 0.9, '90\u00a0%', ['60–100\u00a0%', 'n 10']],
  [
    { kind: 'proportion', proportion: { ...share, designEffect: 3 }, censored: 4, thin: true },
    ...[0.9, '90\u00a0%', ['60–100\u00a0%', 'n 10', 'design effect 3.0', '4 censored', 'few cases']],
  ],
  [{ kind: 'proportion', proportion: none, censored: 4 }, null, '–', ['n 0', '4 censored']],
] as const)('writes a cell with what stands beside it: %#', (cell, value, text, notes) => {
  expect(parts(cell)).toMatchObject({ value, text, notes });
});
