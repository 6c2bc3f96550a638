import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredDocument } from '../sources/source.ts';
import { randomLines } from '../testing/helpers.ts';
import { nearCopiesOfHeldOut } from './shared-text.ts';
import { WindowTable, windowHashes } from './window-hashes.ts';

function stored(path: string, text: string): StoredDocument {
  return { path, bytes: new TextEncoder().encode(text), characters: text.length };
}

describe('nearCopiesOfHeldOut', () => {
  const held = randomLines(1, 100);
  const other = randomLines(2, 100);
  const heldOut = [stored('held.py', held), stored('other-held.py', randomLines(3, 100))];
  const copies = (...training: StoredDocument[]) =>
    [...nearCopiesOfHeldOut(training, heldOut)].map(({ path }) => path);

  it('finds copies with changes, parts and what contains one, and nothing else', () => {
    const lines = held.split('\n');
    const changed = lines.map((line, index) => (index % 10 === 0 ? `${line} changed` : line)).join('\n');
    expect(
      copies(
        stored('changed.py', changed),
        stored('part.py', lines.slice(0, 40).join('\n')),
        stored('whole-and-more.py', held + other),
        stored('unrelated.py', other),
        // Forty lines of a hundred are in the held-out document, and sixty are not.
        stored('forty.py', lines.slice(0, 40).join('\n') + other.split('\n').slice(0, 60).join('\n')),
      ),
    ).toEqual(['changed.py', 'part.py', 'whole-and-more.py']);
  });

  it('takes no license at the head of short files for a copy', () => {
    const license = randomLines(4, 8);
    expect(license.length).toBeLessThan(1000);
    const files = ['a', 'b'].map((name) => stored(`${name}.py`, `${license}import ${name}\n`));
    expect([...nearCopiesOfHeldOut([files[0]!], [files[1]!])]).toEqual([]);
  });
});

function hashesOf(text: string, length: number): string[] {
  const hashes: string[] = [];
  for (const { count, firstLast, high, low } of windowHashes(new TextEncoder().encode(text), length)) {
    expect(firstLast).toBe(length - 1 + hashes.length);
    for (let i = 0; i < count; i++) hashes.push(`${high[i]} ${low[i]}`);
  }
  return hashes;
}

describe('windowHashes', () => {
  it('gives one hash for each stretch, equal exactly where the stretches are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'é', '漢', '😀'), { maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (characters, length) => {
        const hashes = hashesOf(characters.join(''), length);
        const windows = characters
          .slice(0, Math.max(0, characters.length - length + 1))
          .map((_, start) => characters.slice(start, start + length).join(''));
        expect(hashes).toHaveLength(windows.length);
        const byHash = new Map(hashes.map((hash, index) => [hash, windows[index]]));
        expect(hashes.map((hash) => byHash.get(hash))).toEqual(windows);
        expect(byHash.size).toBe(new Set(windows).size);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('goes on over the ends of blocks', () => {
    const text = Array.from({ length: 5000 }, (_, i) => `${i % 10}`).join('');
    const hashes = hashesOf(text, 50);
    expect(hashes).toHaveLength(4951);
    expect(new Set(hashes).size).toBe(10);
  });
});

describe('WindowTable', () => {
  it('keeps every window apart, those of hash 0 and 1 too', () => {
    const table = new WindowTable(600);
    expect(table.find(0, 0)).toBe(-1);
    const slots = Array.from({ length: 600 }, (_, i) => table.add(i >> 2, (i & 3) + 1));
    expect(new Set(slots).size).toBe(600);
    expect(slots).toEqual(Array.from({ length: 600 }, (_, i) => table.find(i >> 2, (i & 3) + 1)));
    expect(table.find(1000, 1)).toBe(-1);
    expect(table.add(5, 0)).toBe(table.find(5, 0));
  });
});
