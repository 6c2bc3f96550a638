import { describe, expect, it } from 'vitest';
import { TextIndex } from '../../models/ngram/text-index.ts';
import type { Memorization } from './memorization.ts';
import { measureCopies, summarizeCopies } from './memorization.ts';

function measure(training: readonly string[], ...texts: string[]): Memorization {
  const index = new TextIndex(training);
  return summarizeCopies(
    texts.map((text, i) => measureCopies({ name: `text-${i}`, text }, index)),
    index,
  );
}

/** Returns `[novel, all]` by length, from 1 to the longest length with substrings. */
function novelOf({ novelByLength }: Memorization): [number, number][] {
  return novelByLength
    .filter(({ proportion: { n } }) => n > 0)
    .map(({ proportion: { held, n } }): [number, number] => [held, n]);
}

interface Case {
  readonly what: string;
  readonly training: readonly string[];
  readonly texts: readonly string[];
  readonly novel: readonly [number, number][];
  readonly copy: Memorization['longestCopy'];
}

const copyOf = (text: string, start: number, document = 'text-0'): Memorization['longestCopy'] => ({
  length: text.length,
  document,
  start,
  text,
});

// Counted by hand.
const cases: readonly Case[] = [
  {
    what: 'a copy of the whole: nothing is new',
    training: ['x = 1\n'],
    texts: ['x = 1\n'],
    novel: [
      [0, 6],
      [0, 5],
      [0, 4],
      [0, 3],
      [0, 2],
      [0, 1],
    ],
    copy: copyOf('x = 1\n', 0),
  },
  {
    what: 'one character changed: the windows around it are new',
    training: ['abcdef'],
    texts: ['abXdef'],
    // 1: X. 2: bX, Xd. 3: abX, bXd, Xde. 4: all. 5: all. 6: all.
    novel: [
      [1, 6],
      [2, 5],
      [3, 4],
      [3, 3],
      [2, 2],
      [1, 1],
    ],
    copy: copyOf('def', 3),
  },
  {
    what: 'several documents: added up, and no substring across them',
    training: ['return x'],
    texts: ['ret', 'urn y'],
    // y, " y", "n y", "rn y", "urn y"; of 3 + 5, 2 + 4, 1 + 3, 2, 1.
    novel: [
      [1, 8],
      [1, 6],
      [1, 4],
      [1, 2],
      [1, 1],
    ],
    copy: copyOf('urn ', 0, 'text-1'),
  },
  {
    what: 'characters that the training text does not have, in two code units',
    training: ['a😀b'],
    texts: ['a😁'],
    // 😀 and 😁 share their first unit.
    novel: [
      [1, 3],
      [1, 2],
      [1, 1],
    ],
    copy: copyOf('a\ud83d', 0),
  },
  {
    what: 'an empty document beside one character',
    training: ['a', ''],
    texts: ['', 'a'],
    novel: [[0, 1]],
    copy: copyOf('a', 0, 'text-1'),
  },
];

describe('memorization', () => {
  it.each(cases)('$what', ({ training, texts, novel, copy }) => {
    const measured = measure(training, ...texts);
    expect(novelOf(measured)).toEqual(novel);
    expect(measured.longestCopy).toEqual(copy);
  });

  it('goes to 64 characters, with intervals, and counts longer copies as what they are', () => {
    const line = Array.from({ length: 100 }, (_, i) => String.fromCharCode(0x100 + i)).join('');
    const { novelByLength, longestCopy, trainingCharacters } = measure(
      [line, 'abc'],
      `${line.slice(10, 90)}!`,
    );
    expect(trainingCharacters).toBe(103);
    expect(novelByLength.map(({ length }) => length)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
    // The "!" is only in the last of the 81 − 63 windows of 64 characters.
    expect(novelByLength[63]!.proportion).toMatchObject({ held: 1, n: 18, documents: 1 });
    expect(longestCopy).toEqual(copyOf(line.slice(10, 90), 0));
  });

  it('shows the first 2,000 characters of a copy longer than that', () => {
    const text = 'x = [1, 2]\n'.repeat(300);
    const { longestCopy } = measure([text], text);
    expect(longestCopy).toMatchObject({ length: 3300, start: 0, text: text.slice(0, 2000) });
  });
});
