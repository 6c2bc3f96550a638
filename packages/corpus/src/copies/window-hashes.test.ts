import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowTable, windowHashes } from './window-hashes.ts';

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
