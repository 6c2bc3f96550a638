import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchLengths, TextIndex } from './text-index.ts';

const lengthsOf = (training: readonly string[], text: string): number[] => [
  ...matchLengths(new TextIndex(training), text),
];

describe('matchLengths', () => {
  it('is what looking up every substring would give', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (training, text) => {
        const longest = Array.from({ length: text.length + 1 }, (_, end) => {
          let start = 0;
          while (!training.some((document) => document.includes(text.slice(start, end)))) start++;
          return end - start;
        });
        expect(lengthsOf(training, text)).toEqual(longest);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
