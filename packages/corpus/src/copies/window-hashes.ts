import { codePointAt, sequenceLength } from '../text/utf8.ts';

/** Two bases, so that a window has 64 bits: with 32, one in fifty of a large corpus would seem to be a copy. */
const HIGH_BASE = 0x9e3779b1 | 0;
const LOW_BASE = 0x2545f491;
/** Given out at a time: both arrays stay in the first-level cache. */
const BLOCK = 1024;

/** Windows one after another; valid until the next block is asked for. */
export interface WindowBlock {
  /** Windows in this block. */
  readonly count: number;
  /** Characters before the end of the block's first window, that is the index of its last character. */
  readonly firstLast: number;
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/**
 * Hashes of every stretch of `length` characters (code points) of valid UTF-8, in one pass: a polynomial hash that rolls (Karp & Rabin
 * 1987), over scrambled code points, so that no bit of it depends on a few bits of the text only. Windows never reach beyond the text.
 */
export function* windowHashes(bytes: Uint8Array, length: number): Generator<WindowBlock, void, undefined> {
  const high = new Int32Array(BLOCK);
  const low = new Int32Array(BLOCK);
  const rolling = new RollingHash(length);
  let firstLast = length - 1;
  for (let at = 0; at < bytes.length; ) {
    const block = rolling.fill(bytes, at, high, low);
    at = block.at;
    if (block.count === 0) continue;
    yield { count: block.count, firstLast, high, low };
    firstLast += block.count;
  }
}

class RollingHash {
  private readonly ring: Int32Array;
  private readonly highLeaves: number;
  private readonly lowLeaves: number;
  private slot = 0;
  private seen = 0;
  private high = 0;
  private low = 0;

  constructor(length: number) {
    this.ring = new Int32Array(length);
    this.highLeaves = power(HIGH_BASE, length);
    this.lowLeaves = power(LOW_BASE, length);
  }

  /** Reads on from `at` until the block is full or the text is over. */
  fill(bytes: Uint8Array, from: number, highs: Int32Array, lows: Int32Array): { at: number; count: number } {
    const { ring, highLeaves, lowLeaves } = this;
    let { slot, seen, high, low } = this;
    let at = from;
    let count = 0;
    while (at < bytes.length && count < BLOCK) {
      const byte = bytes[at]!;
      const enters = byte < 128 ? scrambledAscii[byte]! : scramble(codePointAt(bytes, at));
      at += byte < 128 ? 1 : sequenceLength(byte);
      const leaves = ring[slot]!;
      ring[slot] = enters;
      slot = slot + 1 === ring.length ? 0 : slot + 1;
      high = (Math.imul(high, HIGH_BASE) + enters - Math.imul(leaves, highLeaves)) | 0;
      low = (Math.imul(low, LOW_BASE) + enters - Math.imul(leaves, lowLeaves)) | 0;
      if (++seen < ring.length) continue;
      highs[count] = scramble(high);
      lows[count++] = scramble(low);
    }
    Object.assign(this, { slot, seen, high, low });
    return { at, count };
  }
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base);
  return result;
}

/** A bijection of 32 bits in which each bit of the result depends on all of the value: the finalizer of MurmurHash3. */
function scramble(value: number): number {
  let bits = value + 0x9e37;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

const scrambledAscii = Int32Array.from({ length: 128 }, (_, codePoint) => scramble(codePoint));

/**
 * A set of windows by their hashes of 64 bits, with open addressing: 16 to 32 bytes for each. A window keeps its slot, so that arrays beside the
 * table may say more of it.
 */
export class WindowTable {
  /** Slots. */
  readonly size: number;
  /** Two words for each slot; both 0 where it is empty. */
  private readonly words: Int32Array;

  /** @param windows at most so many will be added */
  constructor(windows: number) {
    this.size = 2 ** Math.max(8, Math.ceil(Math.log2(windows * 2)));
    this.words = new Int32Array(2 * this.size);
  }

  /** The slot of a window, −1 where it was never added. */
  find(high: number, low: number): number {
    const { words } = this;
    const mask = this.size - 1;
    const second = low === 0 ? 1 : low;
    for (let slot = high & mask; ; slot = (slot + 1) & mask) {
      const word = words[2 * slot + 1];
      if (word === second && words[2 * slot] === high) return slot;
      if (word === 0) return -1;
    }
  }

  /** The slot of a window, which is in the table from now on. */
  add(high: number, low: number): number {
    const { words } = this;
    const mask = this.size - 1;
    // A second word of 0 is an empty slot: windows of that hash are taken for those of 1, one in four thousand million.
    const second = low === 0 ? 1 : low;
    let slot = high & mask;
    while (words[2 * slot + 1] !== 0 && (words[2 * slot + 1] !== second || words[2 * slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    words[2 * slot] = high;
    words[2 * slot + 1] = second;
    return slot;
  }
}
