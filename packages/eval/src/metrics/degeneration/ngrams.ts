/** Values of n. Each is twice the one before, since an n-gram is counted as a pair of n-grams of half its length. */
export const NGRAM_ORDERS = [1, 2, 4, 8, 16] as const;

const BLOCK_CHARACTERS = 4096;
/** Size of the hash table: a power of two, twice the number of n-grams of a block. */
const SLOTS = 2 * BLOCK_CHARACTERS;
const SLOT_BITS = Math.log2(SLOTS);
const EMPTY = -1;

/** Number of distinct n-grams, and number of all n-grams. */
export interface NgramCount {
  readonly distinct: number;
  readonly all: number;
}

/** Slots of the hash table for one block's n-grams. */
const keys = new Int32Array(SLOTS);
/** Slot of the n-gram at each position of a block: the same for equal n-grams. */
const slotAt = new Uint16Array(BLOCK_CHARACTERS);

/**
 * Counts the distinct character n-grams within blocks of 4096 characters, for each of `NGRAM_ORDERS`. Without blocks, bodies of text of
 * different sizes could not be compared, as the share of distinct n-grams falls with length.
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

/** Enters the n-grams of length 2 × `half`, after those of length `half`, and returns the number of distinct ones. */
function enterPairs(half: number, all: number): number {
  keys.fill(EMPTY);
  let distinct = 0;
  for (let place = 0; place < all; place++) {
    if (enter(place, (slotAt[place]! << SLOT_BITS) | slotAt[place + half]!)) distinct++;
  }
  return distinct;
}

/** Enters an n-gram by its `key`. Returns true if it is the first of its kind in the block. */
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
