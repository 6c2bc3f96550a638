import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { DocumentSpan } from '../corpus-split.ts';

/** Characters of one document that are targets of one sequence. */
export interface Chunk {
  /** Index of the first one in the text's ids. */
  readonly start: number;
  readonly length: number;
  readonly beginsDocument: boolean;
}

export interface ChunkOptions {
  readonly documents: readonly DocumentSpan[];
  /** Maximum number of characters per chunk. */
  readonly sequenceLength: number;
  /** Characters at the start of each document that are not targets. */
  readonly skipped: number;
  readonly seed: number;
}

/** Number of chunks in a document, and of characters in all of them. */
export function chunksOf(
  { start, end }: DocumentSpan,
  { sequenceLength, skipped }: Pick<ChunkOptions, 'sequenceLength' | 'skipped'>,
): { readonly chunks: number; readonly characters: number } {
  const characters = Math.max(0, end - start - skipped);
  return { chunks: Math.ceil(characters / sequenceLength), characters };
}

/** Chunks of one epoch: shuffled documents, each cut from its start. No text is copied. */
export class ChunkOrder {
  private readonly options: ChunkOptions;
  private readonly order: Uint32Array;
  /** Chunks and characters before each document of the order; the last entry is the total. */
  private readonly firstChunk: Uint32Array;
  private readonly firstCharacter: Float64Array;

  constructor(options: ChunkOptions, epoch: number) {
    const { documents, seed } = options;
    this.options = options;
    this.order = permutation(documents.length, seed, epoch);
    this.firstChunk = new Uint32Array(documents.length + 1);
    this.firstCharacter = new Float64Array(documents.length + 1);
    this.order.forEach((document, rank) => {
      const { chunks, characters } = chunksOf(documents[document]!, options);
      this.firstChunk[rank + 1] = this.firstChunk[rank]! + chunks;
      this.firstCharacter[rank + 1] = this.firstCharacter[rank]! + characters;
    });
  }

  at(index: number): Chunk {
    const { documents, sequenceLength, skipped } = this.options;
    const rank = this.rankAt(index);
    const { start, end } = documents[this.order[rank]!]!;
    const inDocument = index - this.firstChunk[rank]!;
    const from = start + skipped + inDocument * sequenceLength;
    return {
      start: from,
      length: Math.min(sequenceLength, end - from),
      beginsDocument: inDocument === 0,
    };
  }

  /** Returns the characters in all chunks before one. */
  charactersBefore(index: number): number {
    if (index >= this.firstChunk.at(-1)!) return this.firstCharacter.at(-1)!;
    const rank = this.rankAt(index);
    return this.firstCharacter[rank]! + (index - this.firstChunk[rank]!) * this.options.sequenceLength;
  }

  /** Returns the last document whose chunks start at or before `index`, by bisection; documents without chunks come before it. */
  private rankAt(index: number): number {
    let low = 0;
    let high = this.order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.firstChunk[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * Returns the numbers below `length` in random order (Fisher–Yates), which depends only on seed and epoch.
 * @returns `[length]` uint32
 */
export function permutation(length: number, seed: number, epoch: number): Uint32Array {
  const random = xoroshiro128plus(mix(seed, epoch));
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** Mixes two numbers into a 32-bit seed (finalizer of MurmurHash3): seed 1 at epoch 0 differs from seed 0 at epoch 1. */
function mix(seed: number, epoch: number): number {
  let hash = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
