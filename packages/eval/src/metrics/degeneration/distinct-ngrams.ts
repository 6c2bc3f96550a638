const BLOCK_CHARACTERS = 4096;
const TABLE_SIZE = 4 * BLOCK_CHARACTERS;
const MULTIPLIER = 0x01000193;

/** Distinct n-grams and all n-grams. */
export interface NgramCount {
  readonly distinct: number;
  readonly all: number;
}

/** Where the n-grams of a block are, by their hash. Of the block that `blocks` names; entries of earlier ones are empty. */
interface Table {
  readonly positions: Int32Array;
  readonly blocks: Int32Array;
}

/**
 * Counts the n-grams of characters that differ within blocks of 4096 characters. Blocks, because the share of
 * distinct n-grams falls with the length of a text, so that bodies of different size could not be compared.
 */
export function countNgrams(text: string, n: number): NgramCount {
  const slots = text.length > BLOCK_CHARACTERS ? TABLE_SIZE : tableSizeFor(text.length);
  const table = { positions: new Int32Array(slots), blocks: new Int32Array(slots) };
  let [distinct, all, block] = [0, 0, 0];
  for (let start = 0; start < text.length; start += BLOCK_CHARACTERS) {
    const end = Math.min(start + BLOCK_CHARACTERS, text.length);
    all += Math.max(0, end - start - n + 1);
    distinct += countDistinct(text, { start, end, n, block: ++block }, table);
  }
  return { distinct, all };
}

/** The least power of two that leaves three slots in four empty. */
function tableSizeFor(characters: number): number {
  return 2 ** Math.ceil(Math.log2(4 * Math.max(1, characters)));
}

function countDistinct(
  text: string,
  { start, end, n, block }: { start: number; end: number; n: number; block: number },
  table: Table,
): number {
  let outgoing = 1;
  for (let i = 0; i < n; i++) outgoing = Math.imul(outgoing, MULTIPLIER);
  let hash = 0;
  let distinct = 0;
  for (let i = start; i < end; i++) {
    hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(i)) | 0;
    if (i - start >= n) hash = (hash - Math.imul(outgoing, text.charCodeAt(i - n))) | 0;
    if (i - start >= n - 1 && isNew(text, i - n + 1, n, hash, block, table)) distinct++;
  }
  return distinct;
}

/** Whether the n-gram at a position is the first of its kind in the block; it is entered then. */
function isNew(
  text: string,
  position: number,
  n: number,
  hash: number,
  block: number,
  { positions, blocks }: Table,
): boolean {
  let slot = (Math.imul(hash, 0x9e3779b1) >>> 16) % blocks.length;
  while (blocks[slot] === block) {
    if (isSame(text, positions[slot]!, position, n)) return false;
    slot = (slot + 1) % blocks.length;
  }
  blocks[slot] = block;
  positions[slot] = position;
  return true;
}

function isSame(text: string, a: number, b: number, n: number): boolean {
  for (let i = n - 1; i >= 0; i--) if (text.charCodeAt(a + i) !== text.charCodeAt(b + i)) return false;
  return true;
}
