import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressorBits } from './compressor-bits.ts';

const documents = [
  { name: 'a', text: 'def f(x):\n    return x\n'.repeat(40) },
  { name: 'b', text: 'x = [1, 2, 3]\n' },
];

describe('compressorBits', () => {
  it('is the size of the archives over the number of characters', () => {
    const bytes = documents.reduce((sum, { text }) => sum + zlib.gzipSync(text, { level: 9 }).length, 0);
    const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
    const [gzip] = compressorBits(documents, 'test').map(({ summary }) => summary);
    expect(gzip?.carried?.bits).toBeCloseTo((8 * bytes) / characters, 4);
    expect(gzip).toMatchObject({ predictor: 'gzip', characters, reset: null, byPosition: [] });
  });

  it('has a line for each compressor of this Node, none worse than gzip', () => {
    const lines = compressorBits(documents, 'test').map(({ summary }) => summary);
    const newer = 'zstdCompressSync' in zlib ? ['zstd'] : [];
    expect(lines.map(({ predictor }) => predictor)).toEqual(['gzip', 'brotli', ...newer]);
    // A gzip archive begins with 10 bytes that are independent of the text, a brotli stream with one.
    for (const { carried } of lines) expect(carried!.bits).toBeLessThanOrEqual(lines[0]!.carried!.bits);
  });
});
