import * as zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { compressorBits } from './score-predictors.ts';

const documents = [
  { path: 'a', text: 'def f(x):\n    return x\n'.repeat(40) },
  { path: 'b', text: 'x = [1, 2, 3]\n' },
];

it('is the size of the archives over the number of characters', () => {
  const bytes = documents.reduce((sum, { text }) => sum + zlib.gzipSync(text, { level: 9 }).length, 0);
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const [gzip] = compressorBits(documents, 'test').map(({ summary }) => summary);
  expect(gzip?.carried?.bits).toBeCloseTo((8 * bytes) / characters, 4);
  expect(gzip).toMatchObject({ predictor: 'gzip', characters, reset: null, byPosition: [] });
});
