/** Each twice the one before: an n-gram is two of half its length. */
export const NGRAM_ORDERS = [1, 2, 4, 8, 16] as const;

const BLOCK_CHARACTERS = 4096;
/** A power of two, twice the n-grams of a block. */
const SLOTS = 2 * BLOCK_CHARACTERS;
const SLOT_BITS = Math.log2(SLOTS);
const EMPTY = -1;

/** Distinct n-grams and all n-grams. */
export interface NgramCount {
  readonly distinct: number;
  readonly all: number;
}

/** What is in each slot of the hash table of one block's n-grams. */
const keys = new Int32Array(SLOTS);
/** Of the n-gram at each place of a block, the slot that it is in: the same for the same n-gram. */
const slotAt = new Uint16Array(BLOCK_CHARACTERS);

/**
 * Counts, for each of `NGRAM_ORDERS`, the n-grams of characters that differ within blocks of 4096 characters. Blocks, because the share of
 * distinct n-grams falls with the length of a text, so that bodies of different size could not be compared.
 */
export function countNgrams(text: string): NgramCount[] {
  const counts = NGRAM_ORDERS.map(() => ({ distinct: 0, all: 0 }));
  for (let start = 0; start < text.length; start += BLOCK_CHARACTERS) {
    const length = Math.min(BLOCK_CHARACTERS, text.length - start);
    for (const [index, n] of NGRAM_ORDERS.entries()) {
      const all = Math.max(0, length - n + 1);
      counts[index]!.all += all;
      counts[index]!.distinct += n === 1 ? enterCharacters(text, start, all) : enterPairs(n / 2, all);
    }
  }
  return counts;
}

function enterCharacters(text: string, start: number, all: number): number {
  keys.fill(EMPTY);
  let distinct = 0;
  for (let place = 0; place < all; place++) if (enter(place, text.charCodeAt(start + place))) distinct++;
  return distinct;
}

/** The n-grams of twice the length `half` that was entered last. */
function enterPairs(half: number, all: number): number {
  keys.fill(EMPTY);
  let distinct = 0;
  for (let place = 0; place < all; place++) {
    if (enter(place, (slotAt[place]! << SLOT_BITS) | slotAt[place + half]!)) distinct++;
  }
  return distinct;
}

/** Whether the n-gram that `key` names is the first of its kind in the block. */
function enter(place: number, key: number): boolean {
  let slot = Math.imul(key, 0x9e3779b1) >>> (32 - SLOT_BITS);
  for (let found = keys[slot]; found !== key; found = keys[slot]) {
    if (found === EMPTY) {
      keys[slot] = key;
      slotAt[place] = slot;
      return true;
    }
    slot = (slot + 1) % SLOTS;
  }
  slotAt[place] = slot;
  return false;
}
