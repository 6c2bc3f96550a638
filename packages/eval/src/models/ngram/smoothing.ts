import type { ContextTree } from './context-tree.ts';
import type { ContextVisitor } from './context-walk.ts';

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
  /** By length n: the product of D(1) of lengths 1 … n. Within an edge and a leaf all counts are 1, and their rests that product. */
  readonly singles: Float64Array;
}

export function smoothKneserNey(tree: ContextTree): Smoothing {
  const discounts = estimateDiscounts(tree);
  const { depth, firstFollower, followerCount } = tree;
  // In place of the counts, which are no longer needed.
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
  return { tree, kept, rest, singles: productsOfSingles(discounts) };
}

function productsOfSingles(discounts: readonly Discounts[]): Float64Array {
  const products = new Float64Array(discounts.length).fill(1);
  for (let length = 1; length < products.length; length++) {
    products[length] = products[length - 1]! * discounts[length]![1];
  }
  return products;
}

/** The probability of one symbol. */
export class ProbabilityVisitor implements ContextVisitor {
  probability = 0;
  #symbol = 0;
  readonly #smoothing: Smoothing;

  constructor(smoothing: Smoothing) {
    this.#smoothing = smoothing;
  }

  /** @param probability of the symbol before any context is looked at. */
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

/** The same for all symbols at once. */
export class DistributionVisitor implements ContextVisitor {
  readonly probabilities: Float64Array;
  readonly #smoothing: Smoothing;

  /** @param probabilities of all symbols before any context is looked at. */
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

/** What is taken off a count of 1, of 2, and of 3 and more, to be given to followers not seen; entry 0 is 0. */
type Discounts = readonly [0, number, number, number];

/** The discount where a length has too few counts to estimate one from. */
const FALLBACK: Discounts = [0, 0.5, 0.75, 1];
const SMALLEST_DISCOUNT = 0.01;

/** The discounts of contexts of 0, 1, …, order symbols. */
function estimateDiscounts(tree: ContextTree): Discounts[] {
  return countsOfCounts(tree).map(discountsOf);
}

/**
 * The discounts of modified Kneser–Ney smoothing from the numbers n₁ … n₄ of followers counted 1 … 4 times:
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

/** By length of the context: how many followers are counted 1, 2, 3 and 4 times (entries 1 to 4). */
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
