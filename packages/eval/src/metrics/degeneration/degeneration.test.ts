import { expect, it } from 'vitest';
import { countNgrams, measureDegeneration, NGRAM_ORDERS, summarizeDegeneration } from './degeneration.ts';

const measure = (...texts: string[]) =>
  summarizeDegeneration(texts.map((text) => measureDegeneration({ text })));

it('measures a collapse into spaces like the reference sample', () => {
  const sound = 'def f(x):\n    return x + 1\n\n\n';
  const { length } = sound;
  const { whitespaceShare, ...measured } = measure(`${sound}${' '.repeat(971)}`, sound);
  expect(measured).toMatchObject({
    longestRun: { character: ' ', length: 971 },
    loops: { count: 1, characters: 971, share: 971 / (971 + 2 * length) },
    firstCollapse: { collapsedDocuments: 1, medianCharacters: length, seenCharacters: length },
  });
  expect(whitespaceShare).toBeCloseTo((971 + 2 * 12) / (971 + 2 * length), 12);
  expect(measure('\u00a0\u2003é\t').whitespaceShare).toBe(0.75);
});

it('takes the median over all documents, the sound ones seen for as long as they are', () => {
  const texts = [0, 10, 50].map((before) => `${'x'.repeat(before)}${'ab'.repeat(100)}`);
  const collapsed = { collapsedDocuments: 3, medianCharacters: 10, seenCharacters: 50 };
  expect(measure(...texts).firstCollapse).toEqual(collapsed);
  // Most did not collapse: the median is greater than everything observed.
  const alphabets = '-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const sound = ['one', 'two', 'three', 'four'].map((text) => `${text}${alphabets}`);
  expect(measure(...texts, ...sound).firstCollapse).toEqual({
    ...collapsed,
    ...{ medianCharacters: null, seenCharacters: 'three'.length + 54 },
  });
});

it('counts distinct n-grams exactly, within blocks of 4096 characters', () => {
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
