import type { ContextTrie } from './context-trie.ts';
import type { ContextVisitor } from './context-walk.ts';
import { continuationCounts, countLeaves, type Discounts, estimateDiscounts } from './kneser-ney.ts';

/** A trie with the counts and discounts of each of its levels. */
export interface Smoothing {
  readonly trie: ContextTrie;
  readonly counts: readonly Int32Array[];
  readonly discounts: readonly Discounts[];
}

export function smoothKneserNey(trie: ContextTrie, symbolCount: number): Smoothing {
  const counts = continuationCounts(trie, symbolCount);
  const discounts = trie.levels.map((level, length) =>
    estimateDiscounts(counts[length]!, countLeaves(level)),
  );
  return { trie, counts, discounts };
}

/** P(x | context) = (c(x) − D(c(x))) / Σc + (ΣD / Σc) · P(x | context without its farthest symbol). */
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

  branch(length: number, context: number): void {
    const { firstFollower, follower } = this.#smoothing.trie.levels[length]!;
    const counts = this.#smoothing.counts[length]!;
    const discounts = this.#smoothing.discounts[length]!;
    const end = firstFollower[context + 1]!;
    let total = 0;
    let discounted = 0;
    let kept = 0;
    for (let f = firstFollower[context]!; f < end; f++) {
      const count = counts[f]!;
      const discount = discounts[Math.min(count, 3)]!;
      total += count;
      discounted += discount;
      if (follower[f] === this.#symbol) kept = count - discount;
    }
    this.probability = (kept + discounted * this.probability) / total;
  }

  leaf(length: number, follower: number): void {
    const discount = this.#smoothing.discounts[length]![1];
    this.probability = discount * this.probability + (follower === this.#symbol ? 1 - discount : 0);
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

  branch(length: number, context: number): void {
    const { firstFollower, follower } = this.#smoothing.trie.levels[length]!;
    const counts = this.#smoothing.counts[length]!;
    const discounts = this.#smoothing.discounts[length]!;
    const start = firstFollower[context]!;
    const end = firstFollower[context + 1]!;
    let total = 0;
    let discounted = 0;
    for (let f = start; f < end; f++) {
      total += counts[f]!;
      discounted += discounts[Math.min(counts[f]!, 3)]!;
    }
    this.#scale(discounted / total);
    for (let f = start; f < end; f++) {
      this.probabilities[follower[f]!]! += (counts[f]! - discounts[Math.min(counts[f]!, 3)]!) / total;
    }
  }

  leaf(length: number, follower: number): void {
    const discount = this.#smoothing.discounts[length]![1];
    this.#scale(discount);
    this.probabilities[follower]! += 1 - discount;
  }

  #scale(factor: number): void {
    for (let symbol = 0; symbol < this.probabilities.length; symbol++) this.probabilities[symbol]! *= factor;
  }
}
