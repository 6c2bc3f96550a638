import type { TextDocument } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { createCorpus } from '../load-corpus.ts';
import { randomLines, trainOnly } from '../testing/helpers.ts';
import type { SplitName } from './splits.ts';
import { splitPosition } from './splits.ts';

/** Documents `a000.txt`, … */
function textsOf(count: number, name: string, text: (index: number) => string): TextDocument[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `${name}${String(index).padStart(3, '0')}.txt`,
    text: text(index),
  }));
}

const unrelated = (count: number, lines = 50): TextDocument[] =>
  textsOf(count, 'u', (index) => randomLines(1000 + index, lines));

function splitsOf(documents: readonly TextDocument[], seed = 1): Map<string, SplitName> {
  const corpus = createCorpus(documents, { split: { kind: 'document', seed } });
  return new Map(corpus.documents.map(({ path, split }) => [path, split]));
}

function groupsOf(documents: readonly TextDocument[]): string[][] {
  const { groups } = createCorpus(documents);
  return groups!.map((group) => [...group.documents]).filter(({ length }) => length > 1);
}

describe('the split by groups', () => {
  it('keeps copies with changes together, whatever the seed, and in the split of the first path', () => {
    const text = randomLines(1, 10).split('\n');
    const copies = ['c.txt', 'b.txt', 'a.txt'].map((path, index) => ({
      path,
      text: text.map((line, at) => (at % 10 === index ? `# ${line}` : line)).join('\n'),
    }));
    const documents = [...copies, ...unrelated(150, 30)];
    expect(groupsOf(documents)).toEqual([['a.txt', 'b.txt', 'c.txt']]);
    const seen = new Set<SplitName>();
    for (let seed = 0; seed < 9; seed++) {
      const splits = splitsOf(documents, seed);
      const [first, ...others] = ['a.txt', 'b.txt', 'c.txt'].map((path) => splits.get(path)!);
      expect(others).toEqual([first, first]);
      const position = splitPosition('a.txt', seed);
      expect(first).toBe(position < 0.1 ? 'test' : position < 0.2 ? 'validation' : 'train');
      seen.add(first!);
    }
    expect(seen.size).toBe(3);
  });

  it('moves no document when others come that share nothing with it', () => {
    const before = splitsOf(unrelated(150));
    const after = splitsOf([...unrelated(200), { path: '0.txt', text: randomLines(1, 20) }]);
    for (const [path, split] of before) expect(after.get(path)).toBe(split);
  });

  it('links a hundred copies though they are the larger part of the documents', () => {
    const base = randomLines(1, 40);
    const copies = textsOf(100, 'copy', (index) => `${base}${randomLines(2000 + index, 5)}`);
    const groups = groupsOf([...copies, ...unrelated(80, 200)]);
    expect(groups.map(({ length }) => length)).toEqual([100]);
  });

  it('is not misled by a license header, which every document has', () => {
    const header = randomLines(7, 15);
    const documents = unrelated(60, 80).map(({ path, text }) => ({ path, text: header + text }));
    expect(groupsOf(documents)).toEqual([]);
    const tiny = textsOf(3, 'init', (index) => header + randomLines(300 + index, 1));
    // Documents that are little more than the header are copies only of each other.
    expect(groupsOf([...documents, ...tiny])).toEqual([['init000.txt', 'init001.txt', 'init002.txt']]);
  });

  it('does not chain a corpus in which each document shares a little with the next into one group', () => {
    const parts = Array.from({ length: 101 }, (_, index) => randomLines(5000 + index, 10));
    const chain = textsOf(
      100,
      'chain',
      (index) => `${parts[index]}${randomLines(6000 + index, 80)}${parts[index + 1]}`,
    );
    const sizes = groupsOf(chain).map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(80);
  });

  it('holds out what shares least, as long as there is enough of it', () => {
    const idioms = Array.from({ length: 40 }, (_, index) => randomLines(3000 + index, 2));
    // Each of these 40 shares two lines with every other one: too many to group, and nothing to test on.
    const related = textsOf(40, 'r', (index) =>
      idioms.map((lines, at) => lines + randomLines(4000 + 40 * index + at, 3)).join(''),
    );
    const documents = [...related, ...unrelated(160)];
    const corpus = createCorpus(documents);
    const held = corpus
      .groups!.filter(({ mayBeHeldOut }) => mayBeHeldOut)
      .flatMap((group) => group.documents);
    expect(held).toHaveLength(160);
    for (const { path, split } of corpus.documents) if (path.startsWith('r')) expect(split).toBe('train');
    const { test, validation } = corpus.statistics.splits;
    // A tenth of all characters each; 4 standard deviations of a binomial share of 160 documents.
    for (const { characters } of [test, validation]) {
      expect(Math.abs(characters / corpus.statistics.characters - 0.1)).toBeLessThan(0.08);
    }
  });

  it('holds out no document that would be a large part of its split, as long as there are enough others', () => {
    const large = textsOf(4, 'l', (index) => randomLines(7000 + index, 60));
    const isHeldOut = (documents: readonly TextDocument[]): number => {
      const seeds = Array.from({ length: 3 }, (_, seed) => seed);
      const held = seeds.filter((seed) =>
        [...splitsOf(documents, seed)].some(([path, split]) => path.startsWith('l') && split !== 'train'),
      );
      return held.length;
    };
    // 60 lines are a seventh of a tenth of 4,240.
    expect(isHeldOut([...large, ...unrelated(400, 10)])).toBe(0);
    // Even the others, with 10 lines, are too large a part of a tenth of 280.
    expect(isHeldOut([...large, ...unrelated(4, 10)])).toBeGreaterThan(0);
  });

  it('takes the test split from what shares least, the validation split from the next', () => {
    const header = randomLines(7, 4);
    const related = textsOf(200, 'r', (index) => header + randomLines(4000 + index, 96));
    const documents = [...related, ...unrelated(30, 100)];
    const held = { test: new Set<string>(), validation: new Set<string>() };
    for (let seed = 0; seed < 2; seed++) {
      for (const [path, split] of splitsOf(documents, seed)) {
        if (split === 'test' || split === 'validation') held[split].add(path[0]!);
      }
    }
    expect([...held.test]).toEqual(['u']);
    expect([...held.validation].sort()).toEqual(['r', 'u']);
  });

  it('leaves no split empty where all documents are one group', () => {
    const base = randomLines(1, 40);
    const copies = ['a', 'b', 'c'].map((path) => ({ path, text: `${base}${path}\n` }));
    const { statistics, groups } = createCorpus(copies);
    expect(groups).toHaveLength(1);
    expect(statistics.splitAdjusted).toBe(true);
    const { train, validation, test } = statistics.splits;
    for (const { documents } of [train, validation, test]) expect(documents).toBe(1);
    expect(createCorpus(copies, { split: { kind: 'document', groups: 'none' } }).groups).toBeNull();
  });
});

describe("dedupe: 'near'", () => {
  const base = randomLines(1, 40);
  const documents = [
    { path: 'a.txt', text: base + randomLines(2, 4) },
    { path: 'b.txt', text: base + randomLines(3, 5) },
    { path: 'c.txt', text: base + randomLines(4, 40) },
    { path: 'd.txt', text: randomLines(4, 40) + randomLines(5, 40) },
    ...unrelated(20),
  ];

  it('trains on the longest of documents nearly alike, and on what is half new', () => {
    const corpus = createCorpus(documents, { split: trainOnly, dedupe: 'near' });
    const paths = corpus.documents.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('u'))).toEqual(['c.txt', 'd.txt']);
    expect(corpus.statistics.droppedDocuments.nearDuplicate).toBe(2);
    expect(corpus.statistics.documents).toBe(22);
    const exact = createCorpus(documents, { split: trainOnly });
    expect(exact.documents).toHaveLength(24);
    // The held-out text is the same, so the two can be compared.
    expect(exact.sha256).toBe(corpus.sha256);
  });

  it('leaves held-out documents as they are', () => {
    for (let seed = 0; seed < 4; seed++) {
      const heldOf = (dedupe: 'exact' | 'near') => {
        const corpus = createCorpus(documents, { split: { kind: 'document', seed }, dedupe });
        return [corpus.split('validation').documents, corpus.split('test').documents];
      };
      expect(heldOf('near')).toEqual(heldOf('exact'));
    }
  });
});
