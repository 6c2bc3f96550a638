import { codePointAt, sequenceLength } from '../text/utf8.ts';

/** Two bases give 64 bits per window: with 32, one in fifty windows of a large corpus would falsely match. */
const HIGH_BASE = 0x9e3779b1 | 0;
const LOW_BASE = 0x2545f491;
/** Windows per block: both arrays stay in the first-level cache. */
const BLOCK = 1024;

/** Consecutive windows; valid until the next block is requested. */
export interface WindowBlock {
  /** Number of windows in this block. */
  readonly count: number;
  /** Index of the last character of the block's first window. */
  readonly firstLast: number;
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/**
 * Yields hashes of every stretch of `length` characters (code points) of valid UTF-8, in one pass: a rolling polynomial hash (Karp &
 * Rabin 1987) over scrambled code points, so that every bit depends on all bits of the text. Windows never extend beyond the text.
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

  /** Reads from `at` until the block is full or the text ends. */
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

/** 32-bit bijection in which each bit of the result depends on the whole value: the finalizer of MurmurHash3. */
function scramble(value: number): number {
  let bits = value + 0x9e37;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

const scrambledAscii = Int32Array.from({ length: 128 }, (_, codePoint) => scramble(codePoint));

/**
 * Set of windows by their 64-bit hashes, with open addressing: 16 to 32 bytes each. A window keeps its slot, so arrays beside the
 * table can hold more about it.
 */
export class WindowTable {
  /** Number of slots. */
  readonly size: number;
  /** Two words per slot; both 0 if it is empty. */
  private readonly words: Int32Array;

  /** @param windows maximum number to be added */
  constructor(windows: number) {
    this.size = 2 ** Math.max(8, Math.ceil(Math.log2(windows * 2)));
    this.words = new Int32Array(2 * this.size);
  }

  /** Returns the slot of a window, or −1 if it was never added. */
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

  /** Adds a window if it is new, and returns its slot. */
  add(high: number, low: number): number {
    const { words } = this;
    const mask = this.size - 1;
    // A second word of 0 marks an empty slot, so a 0 in a hash counts as 1: one window in four billion.
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
