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
