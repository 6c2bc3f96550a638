import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchLengths } from './match-lengths.ts';
import { TextIndex } from './text-index.ts';

const lengthsOf = (training: readonly string[], text: string): number[] => [
  ...matchLengths(new TextIndex(training), text),
];

describe('matchLengths', () => {
  it('is how many characters before a place occur together in the training text', () => {
    // x is unknown; "ban" is known, "bann" is not, but "n" is; "nana" is, "nanan" is not, but "anan" is.
    expect(lengthsOf(['banana'], 'xbannanan')).toEqual([0, 0, 1, 2, 3, 1, 2, 3, 4, 4]);
  });

  it('goes on after a copy with another one that is longer', () => {
    // "abc" is in the first document, "bcd" in the second, "cde" in the third.
    expect(lengthsOf(['abcx', 'bcdx', 'cde'], 'abcde')).toEqual([0, 1, 2, 3, 3, 3]);
  });

  it('does not reach across documents', () => {
    expect(lengthsOf(['ab', 'cd'], 'abcd')).toEqual([0, 1, 2, 1, 2]);
    expect(lengthsOf(['cd', 'ab'], 'abcd')).toEqual([0, 1, 2, 1, 2]);
  });

  it('is as long as a run, for a longer run', () => {
    expect(lengthsOf(['xaaay'], 'aaaaaa')).toEqual([0, 1, 2, 3, 3, 3, 3]);
  });

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
