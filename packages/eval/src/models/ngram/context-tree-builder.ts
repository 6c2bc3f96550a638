import type { ContextTree } from './context-tree.ts';
import { FollowerTally } from './follower-tally.ts';
import { GrowableArray } from './growable-array.ts';
import { BOUNDARY, type SymbolArray, symbolArrays } from './symbols.ts';
import type { TextIndex } from './text-index.ts';

const NODES_PER_TURN = 1 << 17;
const int32 = (length: number): Int32Array => new Int32Array(length);

/**
 * Splits the sorted places of a text where the symbols before them begin to differ, breadth first: the empty context's places into those
 * of each symbol, these again, until a context has `order` symbols or occurs once. Time in proportion to the
 * depths of all places, a few bytes per character besides the tree.
 */
export async function buildContextTree(
  index: TextIndex,
  order: number,
  onShare: (share: number) => void,
): Promise<ContextTree> {
  const builder = new ContextTreeBuilder(index, order);
  while (!builder.done) {
    builder.addNodes(NODES_PER_TURN);
    onShare(builder.share);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return builder.toTree();
}

class ContextTreeBuilder {
  readonly #index: TextIndex;
  readonly #order: number;
  readonly #shared: Uint8Array;
  readonly #followers: SymbolArray;
  readonly #tally: FollowerTally;
  readonly #depth = new GrowableArray((length) => new Uint8Array(length));
  readonly #symbol: GrowableArray<SymbolArray>;
  readonly #low = new GrowableArray(int32);
  readonly #high = new GrowableArray(int32);
  readonly #firstChild = new GrowableArray(int32);
  readonly #firstFollower = new GrowableArray(int32);
  readonly #leaves: Int32Array;
  #settled = 0;

  constructor(index: TextIndex, order: number) {
    this.#index = index;
    this.#order = order;
    this.#shared = sharedLengths(index, order);
    this.#followers = followersOf(index);
    this.#tally = new FollowerTally(index);
    this.#symbol = new GrowableArray(symbolArrays(index.backward));
    this.#leaves = int32(order + 1);
    this.#push(0, index.suffixes.length, BOUNDARY);
  }

  get done(): boolean {
    return this.#depth.length === this.#low.length;
  }

  /** Of the places, those that no further node will have. */
  get share(): number {
    return this.#settled / this.#index.suffixes.length;
  }

  addNodes(count: number): void {
    for (let i = 0; i < count && !this.done; i++) this.#addNode(this.#depth.length);
  }

  toTree(): ContextTree {
    this.#firstChild.push(this.#low.length);
    this.#firstFollower.push(this.#tally.symbols.length);
    return {
      index: this.#index,
      order: this.#order,
      depth: this.#depth.take(),
      symbol: this.#symbol.take(),
      low: this.#low.take(),
      high: this.#high.take(),
      firstChild: this.#firstChild.take(),
      firstFollower: this.#firstFollower.take(),
      follower: this.#tally.symbols.take(),
      followerCount: this.#tally.counts.take(),
      leaves: this.#leaves,
    };
  }

  #push(low: number, high: number, symbol: number): void {
    this.#low.push(low);
    this.#high.push(high);
    this.#symbol.push(symbol);
  }

  #addNode(node: number): void {
    const low = this.#low.at(node);
    const high = this.#high.at(node);
    const depth = smallest(this.#shared, low + 1, high);
    this.#depth.push(depth);
    this.#firstChild.push(this.#low.length);
    this.#firstFollower.push(this.#tally.symbols.length);
    if (this.#endsAt(low, depth)) this.#countOccurrences(low, high);
    else this.#split(low, high, depth);
    this.#tally.flush();
  }

  /** Whether no context is longer: by the order, or because a document begins. */
  #endsAt(low: number, depth: number): boolean {
    if (depth === this.#order) return true;
    return depth > 0 && this.#symbolAt(low, depth - 1) === BOUNDARY;
  }

  #symbolAt(rank: number, offset: number): number {
    return this.#index.backward[this.#index.suffixes[rank]! + offset]!;
  }

  #countOccurrences(low: number, high: number): void {
    for (let rank = low; rank < high; rank++) {
      this.#tally.nextContext();
      this.#tally.count(this.#followers[rank]!);
    }
    this.#settled += high - low;
  }

  #split(low: number, high: number, depth: number): void {
    for (let rank = low, first = low; rank < high; rank++) {
      if (rank === first) this.#tally.nextContext();
      this.#tally.count(this.#followers[rank]!);
      if (rank + 1 < high && this.#shared[rank + 1]! > depth) continue;
      if (rank > first) this.#push(first, rank + 1, this.#symbolAt(first, depth));
      else this.#addLeaf(rank, depth + 1);
      first = rank + 1;
    }
  }

  #addLeaf(rank: number, length: number): void {
    if (this.#followers[rank] !== BOUNDARY) this.#leaves[length]!++;
    this.#settled++;
  }
}

function smallest(values: Uint8Array, from: number, to: number): number {
  let least = 255;
  for (let i = from; i < to; i++) if (values[i]! < least) least = values[i]!;
  return least;
}

/** How many symbols before each place are those before the place sorted ahead of it: up to `order`, and to the document's beginning. */
function sharedLengths({ backward, suffixes }: TextIndex, order: number): Uint8Array {
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
function followersOf({ backward, suffixes }: TextIndex): SymbolArray {
  const followers = symbolArrays(backward)(suffixes.length);
  for (let rank = 0; rank < suffixes.length; rank++) {
    const suffix = suffixes[rank]!;
    followers[rank] = suffix === 0 ? BOUNDARY : backward[suffix - 1]!;
  }
  return followers;
}
