import { GrowableArray } from './growable-array.ts';
import { BOUNDARY, type SymbolArray } from './symbols.ts';

/** The contexts of one length, in the order of their reversed text. */
interface Contexts {
  /** The context's farthest symbol. */
  readonly symbol: SymbolArray;
  /** Index into the sorted positions of the context's first occurrence. */
  readonly low: Int32Array;
  readonly occurrences: Int32Array;
}

/**
 * A level lists every context of its length whose part without the farthest symbol occurs at least twice. One
 * that itself occurs once is a leaf: without children and followers here, since its place in the text tells them.
 */
export interface TrieLevel extends Contexts {
  /** Index on the next level of the first child, the context one symbol longer; one entry more than contexts. */
  readonly firstChild: Int32Array;
  /** Index of the first follower; one entry more than contexts. */
  readonly firstFollower: Int32Array;
  /** Symbols that follow a context, ascending for each. */
  readonly follower: SymbolArray;
  /** How often they do. */
  readonly followerCount: Int32Array;
}

export interface ContextTrie {
  readonly text: SymbolArray;
  /** The text's positions as `sortByContext` sorts them. */
  readonly sorted: Int32Array;
  /** Of contexts of 0, 1, …, order symbols. */
  readonly levels: readonly TrieLevel[];
}

const int32 = (length: number) => new Int32Array(length);

/** @param symbolCount number of different symbols, the boundary included. */
export function buildContextTrie(
  text: SymbolArray,
  sorted: Int32Array,
  symbolCount: number,
  order: number,
): ContextTrie {
  const levels: TrieLevel[] = [];
  let contexts: Contexts = {
    symbol: symbolsLike(text)(1),
    low: int32(1),
    occurrences: Int32Array.of(sorted.length),
  };
  for (let length = 0; length <= order; length++) {
    const split = length < order ? splitContexts(text, sorted, contexts, length + 1) : null;
    const firstChild = split?.firstChild ?? int32(contexts.low.length + 1);
    levels.push({ ...contexts, firstChild, ...countFollowers(text, sorted, contexts, symbolCount) });
    if (split !== null) contexts = split.children;
  }
  return { text, sorted, levels };
}

function symbolsLike(text: SymbolArray): (length: number) => SymbolArray {
  return text instanceof Uint8Array
    ? (length) => new Uint8Array(length)
    : (length) => new Uint16Array(length);
}

/** @param length of the children, in symbols. */
function splitContexts(
  text: SymbolArray,
  sorted: Int32Array,
  contexts: Contexts,
  length: number,
): { firstChild: Int32Array; children: Contexts } {
  const symbols = new GrowableArray(symbolsLike(text));
  const lows = new GrowableArray(int32);
  const occurrences = new GrowableArray(int32);
  const firstChild = int32(contexts.low.length + 1);
  for (let context = 0; context < contexts.low.length; context++) {
    firstChild[context] = symbols.length;
    // None goes on beyond the beginning of a document.
    if (contexts.occurrences[context] === 1 || (length > 1 && contexts.symbol[context] === BOUNDARY))
      continue;
    const end = contexts.low[context]! + contexts.occurrences[context]!;
    for (let j = contexts.low[context]!, first = j; j < end; j++) {
      const symbol = symbolBefore(text, sorted[j]!, length);
      if (j + 1 < end && symbolBefore(text, sorted[j + 1]!, length) === symbol) continue;
      symbols.push(symbol);
      lows.push(first);
      occurrences.push(j + 1 - first);
      first = j + 1;
    }
  }
  firstChild[contexts.low.length] = symbols.length;
  const children = { symbol: symbols.toArray(), low: lows.toArray(), occurrences: occurrences.toArray() };
  return { firstChild, children };
}

function symbolBefore(text: SymbolArray, position: number, distance: number): number {
  return position < distance ? BOUNDARY : text[position - distance]!;
}

function countFollowers(
  text: SymbolArray,
  sorted: Int32Array,
  { low, occurrences }: Contexts,
  symbolCount: number,
): Pick<TrieLevel, 'firstFollower' | 'follower' | 'followerCount'> {
  const counts = int32(symbolCount);
  const seen = int32(symbolCount);
  const follower = new GrowableArray(symbolsLike(text));
  const followerCount = new GrowableArray(int32);
  const firstFollower = int32(low.length + 1);
  for (let context = 0; context < low.length; context++) {
    firstFollower[context] = follower.length;
    if (occurrences[context] === 1) continue;
    const end = low[context]! + occurrences[context]!;
    let distinct = 0;
    for (let j = low[context]!; j < end; j++) {
      const symbol = text[sorted[j]!]!;
      if (counts[symbol]!++ === 0) seen[distinct++] = symbol;
    }
    sortStart(seen, distinct);
    for (let k = 0; k < distinct; k++) {
      const symbol = seen[k]!;
      follower.push(symbol);
      followerCount.push(counts[symbol]!);
      counts[symbol] = 0;
    }
  }
  firstFollower[low.length] = follower.length;
  return { firstFollower, follower: follower.toArray(), followerCount: followerCount.toArray() };
}

/** Insertion sort of the first `length` values: nearly always a few. */
function sortStart(values: Int32Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i]!;
    let j = i - 1;
    for (; j >= 0 && values[j]! > value; j--) values[j + 1] = values[j]!;
    values[j + 1] = value;
  }
}
