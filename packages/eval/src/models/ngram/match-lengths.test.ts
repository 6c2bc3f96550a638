import fc from 'fast-check';
import { expect, it } from 'vitest';
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
