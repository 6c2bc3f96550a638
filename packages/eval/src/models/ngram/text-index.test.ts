import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildSuffixArray } from './suffix-array.ts';
import { matchLengths, TextIndex } from './text-index.ts';

it('is what looking up every substring would give', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (training, text) => {
      const longest = Array.from({ length: text.length + 1 }, (_, end) => {
        let start = 0;
        while (!training.some((document) => document.includes(text.slice(start, end)))) start++;
        return end - start;
      });
      expect([...matchLengths(new TextIndex(training), text)]).toEqual(longest);
    }),
    { numRuns: 200, seed: 1 },
  );
});

const encode = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

it('sorts the suffixes of the textbooks', () => {
  expect([...buildSuffixArray(encode('banana'), 128)]).toEqual([5, 3, 1, 0, 4, 2]);
  expect([...buildSuffixArray(encode('mississippi'), 128)]).toEqual([10, 7, 4, 1, 0, 9, 8, 6, 3, 5, 2]);
  // Nong, Zhang & Chan (2009), their running example, without its sentinel.
  expect([...buildSuffixArray(encode('mmiissiissiippii'), 128)]).toEqual([
    15, 14, 10, 6, 2, 11, 7, 3, 1, 0, 13, 12, 9, 5, 8, 4,
  ]);
});

it('sorts as comparing suffixes would', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 200 }), (text) => {
      const suffixes = Array.from({ length: text.length }, (_, start) => start);
      suffixes.sort((a, b) => (text.slice(a) < text.slice(b) ? -1 : 1));
      expect([...buildSuffixArray(encode(text), 128)]).toEqual(suffixes);
    }),
    { numRuns: 300, seed: 1 },
  );
});
