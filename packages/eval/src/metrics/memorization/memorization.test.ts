import { expect, it } from 'vitest';
import { TextIndex } from '../../models/ngram/text-index.ts';
import type { Memorization } from './memorization.ts';
import { measureCopies, summarizeCopies } from './memorization.ts';

function measure(training: readonly string[], ...texts: string[]): Memorization {
  const index = new TextIndex(training);
  const copies = texts.map((text, i) => measureCopies({ path: `text-${i}`, text }, index));
  return summarizeCopies(copies, index);
}

type Case = [
  what: string,
  training: string[],
  texts: string[],
  novel: string,
  copy: [string, number, number?],
];

// Counted by hand: new substrings of all, by length from 1; the longest copy with its start and its text.
it.each<Case>([
  ['a copy of the whole', ['x = 1\n'], ['x = 1\n'], '0/6 0/5 0/4 0/3 0/2 0/1', ['x = 1\n', 0]],
  // 1: X. 2: bX, Xd. 3: abX, bXd, Xde. 4: all. 5: all. 6: all.
  ['one character changed', ['abcdef'], ['abXdef'], '1/6 2/5 3/4 3/3 2/2 1/1', ['def', 3]],
  // y, " y", "n y", "rn y", "urn y"; of 3 + 5, 2 + 4, 1 + 3, 2, 1. No substring crosses documents.
  ['several documents', ['return x'], ['ret', 'urn y'], '1/8 1/6 1/4 1/2 1/1', ['urn ', 0, 1]],
  // 😀 and 😁 share their first unit.
  ['a character that is not in the training text', ['a😀b'], ['a😁'], '1/3 1/2 1/1', ['a\ud83d', 0]],
  ['an empty document beside one character', ['a', ''], ['', 'a'], '0/1', ['a', 0, 1]],
])('%s', (_, training, texts, novel, [text, start, document = 0]) => {
  const { novelByLength, longestCopy } = measure(training, ...texts);
  const counted = novelByLength.filter(({ proportion: { n } }) => n > 0);
  expect(counted.map(({ proportion: { held, n } }) => `${held}/${n}`).join(' ')).toBe(novel);
  expect(longestCopy).toEqual({ length: text.length, document: `text-${document}`, start, text });
});

it('goes to 64 characters, with intervals, and counts longer copies as what they are', () => {
  const line = Array.from({ length: 100 }, (_, i) => String.fromCharCode(0x100 + i)).join('');
  const copied = line.slice(10, 90);
  const { novelByLength, longestCopy, trainingCharacters } = measure([line, 'abc'], `${copied}!`);
  expect(trainingCharacters).toBe(103);
  expect(novelByLength.map(({ length }) => length)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
  // The "!" is only in the last of the 81 − 63 windows of 64 characters.
  expect(novelByLength[63]!.proportion).toMatchObject({ held: 1, n: 18, documents: 1 });
  expect(longestCopy).toEqual({ length: 80, document: 'text-0', start: 0, text: copied });
});

it('shows the first 2,000 characters of a copy longer than that', () => {
  const text = 'x = [1, 2]\n'.repeat(300);
  expect(measure([text], text).longestCopy).toMatchObject({ length: 3300, text: text.slice(0, 2000) });
});
