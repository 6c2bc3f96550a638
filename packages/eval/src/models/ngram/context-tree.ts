import type { SymbolArray } from './symbols.ts';
import type { TextIndex } from './text-index.ts';

/**
 * The contexts, of up to `order` symbols, that occur twice or more and can go on in different ways: with different symbols before them,
 * or not at all (they have `order` symbols, or begin a document). Every other context that occurs twice is the beginning,
 * seen from its end, of exactly one of these and has the same occurrences; one that occurs once is told by
 * its place in the text. So the tree has fewer nodes than the text has characters, whatever the order.
 *
 * Node 0 is the empty context. A node's children are side by side in ascending order of `symbol`, after all nodes of less depth.
 */
export interface ContextTree {
  readonly index: TextIndex;
  readonly order: number;
  /** Symbols of the context. */
  readonly depth: Uint8Array;
  /** Of the context, the first symbol beyond those of its parent, farther away. */
  readonly symbol: SymbolArray;
  /** The occurrences: from `low` up to `high`, exclusive, in `index.suffixes`. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** One entry more than nodes. */
  readonly firstChild: Int32Array;
  /** One entry more than nodes. */
  readonly firstFollower: Int32Array;
  /** Symbols that follow the context. */
  readonly follower: SymbolArray;
  /** Kneser–Ney's counts of them: after how many different contexts one symbol longer; how often, where there are none longer. */
  readonly followerCount: Int32Array;
  /** By length: contexts that occur once, and without their farthest symbol more often. */
  readonly leaves: Int32Array;
}
