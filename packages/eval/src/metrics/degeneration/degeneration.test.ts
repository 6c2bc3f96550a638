import { expect, it } from 'vitest';
import { countNgrams, measureDegeneration, NGRAM_ORDERS, summarizeDegeneration } from './degeneration.ts';

const measure = (documents: readonly { text: string }[]) =>
  summarizeDegeneration(documents.map(measureDegeneration));

it('measures a collapse into spaces like the reference sample', () => {
  const sound = 'def f(x):\n    return x + 1\n\n\n';
  const collapsed = { name: 'a', text: `${sound}${' '.repeat(971)}` };
  const { whitespaceShare, longestRun, loops, firstCollapse } = measure([
    collapsed,
    { name: 'b', text: sound },
  ]);
  expect(longestRun).toEqual({ character: ' ', length: 971 });
  expect(loops).toEqual({ count: 1, characters: 971, share: 971 / (971 + 2 * sound.length) });
  expect(firstCollapse).toEqual({
    collapsedDocuments: 1,
    medianCharacters: sound.length,
    seenCharacters: sound.length,
  });
  expect(whitespaceShare).toBeCloseTo((971 + 2 * 12) / (971 + 2 * sound.length), 12);
});

it('takes the median over all documents, the sound ones seen for as long as they are', () => {
  const documents = [0, 10, 50].map((before) => ({
    name: `${before}`,
    text: `${'x'.repeat(before)}${'ab'.repeat(100)}`,
  }));
  expect(measure(documents).firstCollapse).toEqual({
    collapsedDocuments: 3,
    medianCharacters: 10,
    seenCharacters: 50,
  });
  // Most did not collapse: the median is greater than everything observed.
  const sound = ['one', 'two', 'three', 'four'].map((text) => ({ name: text, text }));
  expect(measure([...documents, ...sound]).firstCollapse).toMatchObject({
    collapsedDocuments: 3,
  });
  const longer = sound.map(({ name }) => ({
    name,
    text: `${name}-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ`,
  }));
  expect(measure([...documents, ...longer]).firstCollapse).toEqual({
    collapsedDocuments: 3,
    medianCharacters: null,
    seenCharacters: 'three'.length + 54,
  });
});

it('counts white space beyond ASCII', () => {
  expect(measure([{ text: '\u00a0\u2003é\t' }]).whitespaceShare).toBe(0.75);
});

it('counts distinct n-grams exactly, within blocks of 4096 characters', () => {
  expect(countNgrams('abcabd').slice(0, 3)).toEqual([
    { distinct: 4, all: 6 },
    { distinct: 4, all: 5 },
    { distinct: 3, all: 3 },
  ]);
  const text = Array.from({ length: 10_000 }, (_, i) => 'abcdefghij\u{1F600}'[(i * i * 7 + i) % 12]).join('');
  const counts = NGRAM_ORDERS.map((n) => {
    const count = { distinct: 0, all: 0 };
    for (let start = 0; start < text.length; start += 4096) {
      const block = text.slice(start, start + 4096);
      const ngrams = Array.from({ length: block.length - n + 1 }, (_, i) => block.slice(i, i + n));
      count.distinct += new Set(ngrams).size;
      count.all += ngrams.length;
    }
    return count;
  });
  expect(countNgrams(text)).toEqual(counts);
});
