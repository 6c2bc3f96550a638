import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { gzipBits } from './compressor-bits.ts';

it('is the size of the archives over the number of characters', () => {
  const documents = [
    { name: 'a', text: 'def f(x):\n    return x\n'.repeat(40) },
    { name: 'b', text: 'x = [1, 2, 3]\n' },
  ];
  const bytes = documents.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const { carried, reset, byPosition } = gzipBits(documents, 'test', 1);
  expect(carried?.bits).toBeCloseTo((8 * bytes) / characters, 4);
  expect({ reset, byPosition }).toEqual({ reset: null, byPosition: [] });
});
