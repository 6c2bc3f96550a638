import { BOUNDARY, type SymbolArray, symbolArrays } from './symbols.ts';
import type { TextIndex } from './text-index.ts';

/** How many symbols before each place are those before the place sorted ahead of it: up to `order`, and to the document's beginning. */
export function sharedLengths({ backward, suffixes }: TextIndex, order: number): Uint8Array {
  const shared = new Uint8Array(suffixes.length);
  for (let rank = 1; rank < suffixes.length; rank++) {
    const a = suffixes[rank - 1]!;
    const b = suffixes[rank]!;
    let length = 0;
    while (length < order && backward[a + length] === backward[b + length]) {
      if (backward[a + length++] === BOUNDARY) break;
    }
    shared[rank] = length;
  }
  return shared;
}

/** The symbol that follows each place, in sorted order (the Burrows–Wheeler transform); a boundary at the end of a document. */
export function followersOf({ backward, suffixes }: TextIndex): SymbolArray {
  const followers = symbolArrays(backward)(suffixes.length);
  for (let rank = 0; rank < suffixes.length; rank++) {
    const suffix = suffixes[rank]!;
    followers[rank] = suffix === 0 ? BOUNDARY : backward[suffix - 1]!;
  }
  return followers;
}
