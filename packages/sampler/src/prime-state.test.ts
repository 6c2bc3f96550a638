import { expect, it } from 'vitest';
import { chainTexts } from './prime-state.ts';

it('puts a text that begins another, and one that comes again, into its chain', () => {
  const texts = [[1, 2], [1, 2, 3, 4], [7], [1, 2], [1, 5], []].map((ids) => Int32Array.from(ids));
  expect(chainTexts(texts)).toEqual([
    {
      tokens: Int32Array.of(1, 2, 3, 4),
      stops: [
        { length: 0, texts: [5] },
        { length: 2, texts: [0, 3] },
        { length: 4, texts: [1] },
      ],
    },
    { tokens: Int32Array.of(1, 5), stops: [{ length: 2, texts: [4] }] },
    { tokens: Int32Array.of(7), stops: [{ length: 1, texts: [2] }] },
  ]);
});
