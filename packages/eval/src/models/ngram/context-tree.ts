import { nextTurn } from '../../statistics/next-turn.ts';
import type { SymbolArray } from './suffix-array.ts';
import { BOUNDARY, type TextIndex } from './text-index.ts';

/**
 * Contexts of up to `order` symbols that occur at least twice and can be extended by different symbols before them, or not at all (because
 * they have `order` symbols, or begin a document). Every other context that occurs at least twice is the end of exactly one of these and
 * has the same occurrences; one that occurs once is represented by its place in the text. The tree therefore has fewer nodes than the text
 * has characters, whatever the order.
 *
 * Node 0 is the empty context. A node's children are adjacent, in ascending order of `symbol`, after all shallower nodes.
 */
export interface ContextTree {
  readonly index: TextIndex;
  readonly order: number;
  /** Number of symbols of each context. */
  readonly depth: Uint8Array;
  /** Nearest symbol of each context beyond those of its parent. */
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
  /** Kneser–Ney count of each follower: number of distinct contexts one symbol longer before it, or of occurrences if none is longer. */
  readonly followerCount: Int32Array;
  /** Number of contexts of each length that occur once, but occur more often once shortened by their farthest symbol. */
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
  const { backward, suffixes } = index;
  const shared = sharedLengths(index, order);
  const followers = followersOf(index);
  const tally = new FollowerTally(index);
  const depths = new GrowableArray((length) => new Uint8Array(length));
  const symbols = new GrowableArray((length) => index.table.createArray(length));
  const lows = new GrowableArray(int32);
  const highs = new GrowableArray(int32);
  const firstChild = new GrowableArray(int32);
  const firstFollower = new GrowableArray(int32);
  const leaves = int32(order + 1);
  /** Number of places that belong to no further node. */
  let settled = 0;
  const push = (low: number, high: number, symbol: number): void => {
    lows.push(low);
    highs.push(high);
    symbols.push(symbol);
  };
  const symbolAt = (rank: number, offset: number): number => backward[suffixes[rank]! + offset]!;
  const countOccurrences = (low: number, high: number): void => {
    for (let rank = low; rank < high; rank++) {
      tally.nextContext();
      tally.count(followers[rank]!);
    }
    settled += high - low;
  };
  const split = (low: number, high: number, depth: number): void => {
    for (let rank = low, first = low; rank < high; rank++) {
      if (rank === first) tally.nextContext();
      tally.count(followers[rank]!);
      if (rank + 1 < high && shared[rank + 1]! > depth) continue;
      if (rank > first) push(first, rank + 1, symbolAt(first, depth));
      else {
        if (followers[rank] !== BOUNDARY) leaves[depth + 1]!++;
        settled++;
      }
      first = rank + 1;
    }
  };
  const addNode = (node: number): void => {
    const [low, high] = [lows.at(node), highs.at(node)];
    const depth = smallest(shared, low + 1, high);
    depths.push(depth);
    firstChild.push(lows.length);
    firstFollower.push(tally.symbols.length);
    // The order or the beginning of a document rules out longer contexts.
    const isEnd = depth === order || (depth > 0 && symbolAt(low, depth - 1) === BOUNDARY);
    if (isEnd) countOccurrences(low, high);
    else split(low, high, depth);
    tally.flush();
  };
  push(0, suffixes.length, BOUNDARY);
  while (depths.length < lows.length) {
    const turn = depths.length + NODES_PER_TURN;
    while (depths.length < Math.min(turn, lows.length)) addNode(depths.length);
    onShare(settled / suffixes.length);
    await nextTurn();
  }
  firstChild.push(lows.length);
  firstFollower.push(tally.symbols.length);
  return {
    index,
    order,
    depth: depths.take(),
    symbol: symbols.take(),
    low: lows.take(),
    high: highs.take(),
    firstChild: firstChild.take(),
    firstFollower: firstFollower.take(),
    follower: tally.symbols.take(),
    followerCount: tally.counts.take(),
    leaves,
  };
}

function smallest(values: Uint8Array, from: number, to: number): number {
  let least = 255;
  for (let i = from; i < to; i++) if (values[i]! < least) least = values[i]!;
  return least;
}

/** Returns how many symbols before each place agree with the place sorted just ahead, up to `order` and to the document's beginning. */
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

/** Returns the symbol after each place, in sorted order (the Burrows–Wheeler transform); a boundary at the end of a document. */
function followersOf({ backward, suffixes, table }: TextIndex): SymbolArray {
  const followers = table.createArray(suffixes.length);
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

  constructor({ table }: TextIndex) {
    this.symbols = new GrowableArray((length) => table.createArray(length));
    this.#counts = int32(table.size + 1);
    this.#lastContext = int32(table.size + 1);
    this.#seen = int32(table.size + 1);
  }

  nextContext(): void {
    this.#context++;
  }

  /** Counts a symbol once per context. The end of a document does not count as a follower. */
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

  /** Returns the values in an array of exactly their number, and frees this one's memory. */
  take(): T {
    const values = this.#values.slice(0, this.#length) as T;
    this.#values = this.#create(0);
    this.#length = 0;
    return values;
  }
}
