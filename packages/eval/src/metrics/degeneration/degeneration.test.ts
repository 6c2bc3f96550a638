import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  FEWEST_REPEATS,
  findLoops,
  LONGEST_PERIOD,
  type Loop,
  measureDegeneration,
  SHORTEST_LOOP,
  summarizeDegeneration,
} from './degeneration.ts';
import { countNgrams, NGRAM_ORDERS } from './ngrams.ts';

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
    medianCharacters: null,
    seenCharacters: 'three'.length + 54,
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

it('wants four repeats and 128 characters, and a period of 200 at most', () => {
  const block = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(200 + i)).join('');
  const counted = [
    [100, 400],
    [100, 399],
    [1, 127],
    [1, 128],
    [200, 800],
    [201, 1809],
  ] as const;
  const found = counted.map(
    ([period, length]) => findLoops(block(period).repeat(128).slice(0, length)).length,
  );
  expect(found).toEqual([1, 0, 0, 1, 1, 0]);
});

/** Finds loops by definition: tries every period at every position. */
function findLoopsSlowly(text: string): Loop[] {
  const inLoop = new Uint8Array(text.length + 1);
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    for (let i = period, run = 0; i <= text.length; i++) {
      if (i < text.length && text[i] === text[i - period]) run++;
      else {
        const length = run + period;
        const isLoop = run > 0 && length >= Math.max(FEWEST_REPEATS * period, SHORTEST_LOOP);
        // 1 marks a character of a loop, 2 one that continues the loop of the character before it.
        if (isLoop) inLoop[i - length] ||= 1;
        if (isLoop) inLoop.fill(2, i - length + 1, i);
        run = 0;
      }
    }
  }
  const loops: Loop[] = [];
  for (let i = 0; i < text.length; i++) {
    if (inLoop[i] === 1) loops.push({ start: i, end: i + 1 });
    else if (inLoop[i] === 2) loops[loops.length - 1] = { start: loops.at(-1)!.start, end: i + 1 };
  }
  return loops;
}

it('finds what the definition finds', () => {
  const piece = fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 70 }),
      fc.integer({ min: 1, max: 12 }),
    )
    .map(([unit, repeats]) => unit.repeat(repeats));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('|');
      expect(findLoops(text)).toEqual(findLoopsSlowly(text));
    }),
    { numRuns: 200, seed: 1 },
  );
});
