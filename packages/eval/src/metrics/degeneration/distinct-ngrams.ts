const BLOCK_CHARACTERS = 4096;
const TABLE_SIZE = 4 * BLOCK_CHARACTERS;
const MULTIPLIER = 0x01000193;

/** Distinct n-grams and all n-grams. */
export interface NgramCount {
  distinct: number;
  all: number;
}

/**
 * Counts the n-grams of characters that differ within blocks of 4096 characters. Blocks, because the share of
 * distinct n-grams falls with the length of a text, so that bodies of different size could not be compared.
 */
export class DistinctNgramCounter {
  readonly #n: number;
  readonly #positions = new Int32Array(TABLE_SIZE);
  readonly #blocks = new Int32Array(TABLE_SIZE);
  #block = 0;
  readonly count: NgramCount = { distinct: 0, all: 0 };

  constructor(n: number) {
    this.#n = n;
  }

  add(text: string): void {
    for (let start = 0; start < text.length; start += BLOCK_CHARACTERS) {
      this.#addBlock(text, start, Math.min(start + BLOCK_CHARACTERS, text.length));
    }
  }

  #addBlock(text: string, start: number, end: number): void {
    this.#block++;
    const n = this.#n;
    let outgoing = 1;
    for (let i = 0; i < n; i++) outgoing = Math.imul(outgoing, MULTIPLIER);
    let hash = 0;
    for (let i = start; i < end; i++) {
      hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(i)) | 0;
      if (i - start >= n) hash = (hash - Math.imul(outgoing, text.charCodeAt(i - n))) | 0;
      if (i - start >= n - 1) this.#see(text, i - n + 1, hash);
    }
  }

  #see(text: string, position: number, hash: number): void {
    this.count.all++;
    let slot = (Math.imul(hash, 0x9e3779b1) >>> 16) % TABLE_SIZE;
    while (this.#blocks[slot] === this.#block) {
      if (this.#same(text, this.#positions[slot]!, position)) return;
      slot = (slot + 1) % TABLE_SIZE;
    }
    this.#blocks[slot] = this.#block;
    this.#positions[slot] = position;
    this.count.distinct++;
  }

  #same(text: string, a: number, b: number): boolean {
    for (let i = this.#n - 1; i >= 0; i--)
      if (text.charCodeAt(a + i) !== text.charCodeAt(b + i)) return false;
    return true;
  }
}
