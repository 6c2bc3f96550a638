import type { ContextTree } from './context-tree.ts';
import type { SymbolArray } from './suffix-array.ts';
import { BOUNDARY } from './text-index.ts';

/**
 * A tree with the smoothed probabilities of its nodes: P(x | context) = kept(x) + rest · P(x | context without its farthest symbol),
 * kept(x) = (c(x) − D(c(x))) / Σc and rest = ΣD / Σc.
 */
export interface Smoothing {
  readonly tree: ContextTree;
  /** Per follower. */
  readonly kept: Float32Array;
  /** Per node. */
  readonly rest: Float32Array;
  /** Product of D(1) for the lengths 1 … n, by n. On edges and leaves all counts are 1, and these products give the rest. */
  readonly singles: Float64Array;
}

export function smoothKneserNey(tree: ContextTree): Smoothing {
  /** Indexed by the number of symbols of a context. */
  const discounts = countsOfCounts(tree).map(discountsOf);
  const { depth, firstFollower, followerCount } = tree;
  // Overwrites the counts, which are no longer needed.
  const kept = new Float32Array(followerCount.buffer);
  const rest = new Float32Array(depth.length);
  for (let node = 0; node < depth.length; node++) {
    const ofDepth = discounts[depth[node]!]!;
    const end = firstFollower[node + 1]!;
    let total = 0;
    for (let f = firstFollower[node]!; f < end; f++) total += followerCount[f]!;
    let left = 1;
    for (let f = firstFollower[node]!; f < end; f++) {
      const count = followerCount[f]!;
      kept[f] = (count - ofDepth[Math.min(count, 3)]!) / total;
      left -= kept[f]!;
    }
    rest[node] = left;
  }
  const singles = new Float64Array(discounts.length).fill(1);
  for (let length = 1; length < singles.length; length++)
    singles[length] = singles[length - 1]! * discounts[length]![1];
  return { tree, kept, rest, singles };
}

/** Computes the probability of a single symbol. */
export class ProbabilityVisitor implements ContextVisitor {
  probability = 0;
  #symbol = 0;
  readonly #smoothing: Smoothing;

  constructor(smoothing: Smoothing) {
    this.#smoothing = smoothing;
  }

  /** @param probability probability of the symbol without any context */
  start(symbol: number, probability: number): void {
    this.#symbol = symbol;
    this.probability = probability;
  }

  node(node: number): void {
    const follower = this.#find(node);
    this.probability *= this.#smoothing.rest[node]!;
    if (follower >= 0) this.probability += this.#smoothing.kept[follower]!;
  }

  edge(node: number, from: number, to: number): void {
    const { firstFollower } = this.#smoothing.tree;
    const rest = restOf(this.#smoothing, from, to);
    this.probability *= rest;
    if (this.#find(node) >= 0)
      this.probability += (1 - rest) / (firstFollower[node + 1]! - firstFollower[node]!);
  }

  leaf(follower: number, from: number, to: number): void {
    const rest = restOf(this.#smoothing, from, to);
    this.probability = rest * this.probability + (follower === this.#symbol ? 1 - rest : 0);
  }

  #find(node: number): number {
    const { follower, firstFollower } = this.#smoothing.tree;
    const end = firstFollower[node + 1]!;
    for (let f = firstFollower[node]!; f < end; f++) if (follower[f] === this.#symbol) return f;
    return -1;
  }
}

/** Computes the probabilities of all symbols at once. */
export class DistributionVisitor implements ContextVisitor {
  readonly probabilities: Float64Array;
  readonly #smoothing: Smoothing;

  /** @param probabilities probabilities of all symbols without any context */
  constructor(smoothing: Smoothing, probabilities: Float64Array) {
    this.#smoothing = smoothing;
    this.probabilities = probabilities;
  }

  node(node: number): void {
    const { tree, kept, rest } = this.#smoothing;
    this.#scale(rest[node]!);
    const end = tree.firstFollower[node + 1]!;
    for (let f = tree.firstFollower[node]!; f < end; f++) this.probabilities[tree.follower[f]!]! += kept[f]!;
  }

  edge(node: number, from: number, to: number): void {
    const { follower, firstFollower } = this.#smoothing.tree;
    const rest = restOf(this.#smoothing, from, to);
    this.#scale(rest);
    const start = firstFollower[node]!;
    const end = firstFollower[node + 1]!;
    for (let f = start; f < end; f++) this.probabilities[follower[f]!]! += (1 - rest) / (end - start);
  }

  leaf(follower: number, from: number, to: number): void {
    const rest = restOf(this.#smoothing, from, to);
    this.#scale(rest);
    this.probabilities[follower]! += 1 - rest;
  }

  #scale(factor: number): void {
    for (let symbol = 0; symbol < this.probabilities.length; symbol++) this.probabilities[symbol]! *= factor;
  }
}

function restOf({ singles }: Smoothing, from: number, to: number): number {
  return singles[to]! / singles[from - 1]!;
}

/** Discounts for counts of 1, of 2, and of 3 or more, which leave room for unseen followers; entry 0 is 0. */
type Discounts = readonly [0, number, number, number];

/** Discounts for a length with too few counts to estimate them. */
const FALLBACK: Discounts = [0, 0.5, 0.75, 1];
const SMALLEST_DISCOUNT = 0.01;

/**
 * Discounts of modified Kneser–Ney smoothing from the numbers n₁ … n₄ of followers counted 1 … 4 times:
 * Y = n₁/(n₁+2n₂), D₁ = 1 − 2Y n₂/n₁, D₂ = 2 − 3Y n₃/n₂, D₃ = 3 − 4Y n₄/n₃; each kept within (0, count).
 * Chen & Goodman (1999), Computer Speech and Language 13, 359–394, equation 17.
 */
export function discountsOf(countsOfCounts: Int32Array): Discounts {
  const [, n1, n2, n3, n4] = countsOfCounts as unknown as [number, number, number, number, number];
  if (n1 === 0 || n2 === 0 || n3 === 0) return FALLBACK;
  const y = n1 / (n1 + 2 * n2);
  const keep = (discount: number, count: number) =>
    Math.min(Math.max(discount, SMALLEST_DISCOUNT), count - SMALLEST_DISCOUNT);
  return [0, keep(1 - (2 * y * n2) / n1, 1), keep(2 - (3 * y * n3) / n2, 2), keep(3 - (4 * y * n4) / n3, 3)];
}

/** Returns the number of followers counted 1, 2, 3 and 4 times (entries 1 to 4), by length of the context. */
function countsOfCounts({ order, depth, leaves, ...tree }: ContextTree): Int32Array[] {
  const byLength = Array.from({ length: order + 1 }, (_, length) =>
    Int32Array.of(0, leaves[length]!, 0, 0, 0),
  );
  for (let node = 0; node < depth.length; node++) {
    const ofDepth = byLength[depth[node]!]!;
    for (let f = tree.firstFollower[node]!; f < tree.firstFollower[node + 1]!; f++) {
      const count = tree.followerCount[f]!;
      if (count < ofDepth.length) ofDepth[count]!++;
    }
    for (let child = tree.firstChild[node]!; child < tree.firstChild[node + 1]!; child++) {
      const followers = tree.firstFollower[child + 1]! - tree.firstFollower[child]!;
      for (let length = depth[node]! + 1; length < depth[child]!; length++)
        byLength[length]![1]! += followers;
    }
  }
  return byLength;
}

/** Visits the contexts on a walk, from the empty one to the longest. */
interface ContextVisitor {
  /** A context that is a node. */
  node(node: number): void;
  /** Contexts of `from` to `to` symbols, inclusive, with the occurrences of `node`, which has more symbols. */
  edge(node: number, from: number, to: number): void;
  /** Contexts of `from` to `to` symbols, inclusive, that occur once, before `follower`. */
  leaf(follower: number, from: number, to: number): void;
}

/** Visits all contexts before `position`, up to the tree's order, that occur in the training text. */
export function walkContexts(
  tree: ContextTree,
  symbols: SymbolArray,
  position: number,
  visitor: ContextVisitor,
): void {
  const { suffixes } = tree.index;
  let node = 0;
  let depth = 0;
  const most = Math.min(tree.order, position);
  visitor.node(0);
  while (depth < most && !(depth > 0 && symbols[position - depth] === BOUNDARY)) {
    const symbol = symbols[position - depth - 1]!;
    const child = findChild(tree, node, symbol);
    const isNode = child < tree.firstChild[node + 1]! && tree.symbol[child] === symbol;
    // All occurrences of the child are at the end of a document.
    if (isNode && tree.firstFollower[child] === tree.firstFollower[child + 1]) return;
    const rank = isNode ? tree.low[child]! : findLeaf(tree, node, child, symbol);
    if (rank < 0) return;
    const end = Math.min(most, isNode ? tree.depth[child]! : most);
    const reached = matchUpTo(tree, suffixes[rank]!, symbols, position, depth + 1, end);
    if (!isNode) {
      const suffix = suffixes[rank]!;
      const follower = suffix === 0 ? BOUNDARY : tree.index.backward[suffix - 1]!;
      if (follower !== BOUNDARY) visitor.leaf(follower, depth + 1, reached);
      return;
    }
    const arrived = reached === tree.depth[child];
    const lastOnEdge = arrived ? reached - 1 : reached;
    if (lastOnEdge > depth) visitor.edge(child, depth + 1, lastOnEdge);
    if (!arrived) return;
    visitor.node(child);
    node = child;
    depth = reached;
  }
}

/** Finds the first child of `node` whose symbol is not smaller, by binary search. */
function findChild({ firstChild, symbol: symbols }: ContextTree, node: number, symbol: number): number {
  let low = firstChild[node]!;
  let high = firstChild[node + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbols[middle]! < symbol) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the rank of the only place of `node` with this symbol before it, between those of the adjacent children; −1 if there is none. */
function findLeaf(tree: ContextTree, node: number, nextChild: number, symbol: number): number {
  const { index, firstChild, depth } = tree;
  let low = nextChild > firstChild[node]! ? tree.high[nextChild - 1]! : tree.low[node]!;
  let high = nextChild < firstChild[node + 1]! ? tree.low[nextChild]! : tree.high[node]!;
  const end = high;
  const symbolAt = (rank: number): number => index.backward[index.suffixes[rank]! + depth[node]!]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbolAt(middle) < symbol) low = middle + 1;
    else high = middle;
  }
  return low < end && symbolAt(low) === symbol ? low : -1;
}

/** Returns how many symbols before `position` match the training text from `suffix` on, at most `end`; the first `known` do. */
function matchUpTo(
  { index }: ContextTree,
  suffix: number,
  symbols: SymbolArray,
  position: number,
  known: number,
  end: number,
): number {
  let length = known;
  while (
    length < end &&
    symbols[position - length] !== BOUNDARY &&
    index.backward[suffix + length] === symbols[position - length - 1]
  ) {
    length++;
  }
  return length;
}
