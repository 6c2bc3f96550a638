import type { SymbolArray } from './suffix-array.ts';
import { BOUNDARY, symbolArrays, type TextIndex } from './text-index.ts';

/**
 * Contexts of up to `order` symbols that occur at least twice and can be extended in different ways: with different symbols before them,
 * or not at all (they have `order` symbols, or begin a document). Every other context that occurs twice is the end of exactly one of
 * these and has the same occurrences; one that occurs once is represented by its place in the text. So the tree has fewer nodes than
 * the text has characters, whatever the order.
 *
 * Node 0 is the empty context. A node's children are adjacent, in ascending order of `symbol`, after all nodes of less depth.
 */
export interface ContextTree {
  readonly index: TextIndex;
  readonly order: number;
  /** Number of symbols of each context. */
  readonly depth: Uint8Array;
  /** First symbol of each context beyond those of its parent, farther away. */
  readonly symbol: SymbolArray;
  /** Occurrences: from `low` to `high`, exclusive, in `index.suffixes`. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** One entry more than nodes. */
  readonly firstChild: Int32Array;
  /** One entry more than nodes. */
  readonly firstFollower: Int32Array;
  /** Symbols that follow the context. */
  readonly follower: SymbolArray;
  /** Kneser–Ney counts of them: the number of different contexts one symbol longer before them, or of occurrences if none is longer. */
  readonly followerCount: Int32Array;
  /** Number of contexts of each length that occur once, but more often without their farthest symbol. */
  readonly leaves: Int32Array;
}

const NODES_PER_TURN = 1 << 17;
const int32 = (length: number): Int32Array => new Int32Array(length);

/**
 * Splits the sorted places of a text where the symbols before them begin to differ, breadth first: the places of the empty context into
 * those of each symbol, and so on, until a context has `order` symbols or occurs once. Takes time proportional to the depths of all
 * places, and a few bytes per character besides the tree.
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

  /** Share of the places that no further node will have. */
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

  /** Returns whether no context is longer, because of the order or of the beginning of a document. */
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

/** Number of symbols before each place that it shares with the place sorted ahead of it, up to `order` and to the document's beginning. */
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

/** Symbol after each place, in sorted order (the Burrows–Wheeler transform); a boundary at the end of a document. */
function followersOf({ backward, suffixes }: TextIndex): SymbolArray {
  const followers = symbolArrays(backward)(suffixes.length);
  for (let rank = 0; rank < suffixes.length; rank++) {
    const suffix = suffixes[rank]!;
    followers[rank] = suffix === 0 ? BOUNDARY : backward[suffix - 1]!;
  }
  return followers;
}

/** Counts the contexts before each symbol, node by node, in two long lists. */
class FollowerTally {
  readonly symbols: GrowableArray<SymbolArray>;
  readonly counts = new GrowableArray(int32);
  readonly #counts: Int32Array;
  readonly #lastContext: Int32Array;
  readonly #seen: Int32Array;
  #distinct = 0;
  #context = 0;

  constructor({ backward, table }: TextIndex) {
    this.symbols = new GrowableArray(symbolArrays(backward));
    this.#counts = int32(table.size + 1);
    this.#lastContext = int32(table.size + 1);
    this.#seen = int32(table.size + 1);
  }

  nextContext(): void {
    this.#context++;
  }

  /** Counts a symbol once per context. The end of a document is no follower. */
  count(symbol: number): void {
    if (symbol === BOUNDARY || this.#lastContext[symbol] === this.#context) return;
    this.#lastContext[symbol] = this.#context;
    if (this.#counts[symbol]!++ === 0) this.#seen[this.#distinct++] = symbol;
  }

  /** Lists the symbols counted since the last call, and starts over. */
  flush(): void {
    for (let i = 0; i < this.#distinct; i++) {
      const symbol = this.#seen[i]!;
      this.symbols.push(symbol);
      this.counts.push(this.#counts[symbol]!);
      this.#counts[symbol] = 0;
    }
    this.#distinct = 0;
  }
}

/** A typed array that doubles when full. */
class GrowableArray<T extends Uint8Array | Uint16Array | Int32Array> {
  #values: T;
  #length = 0;
  readonly #create: (length: number) => T;

  constructor(create: (length: number) => T) {
    this.#create = create;
    this.#values = create(1024);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#create(Math.max(1024, this.#length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Returns the values in an array of their length, and frees this one's memory. */
  take(): T {
    const values = this.#values.slice(0, this.#length) as T;
    this.#values = this.#create(0);
    this.#length = 0;
    return values;
  }
}
