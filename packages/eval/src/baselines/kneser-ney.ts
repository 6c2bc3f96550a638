import type { ContextTrie, TrieLevel } from './context-trie.ts';

/** What is taken off a count of 1, of 2, and of 3 and more, to be given to followers not seen; entry 0 is 0. */
export type Discounts = readonly [0, number, number, number];

/** The discount where a level has too few counts to estimate one from. */
const FALLBACK: Discounts = [0, 0.5, 0.75, 1];
const SMALLEST_DISCOUNT = 0.01;

/**
 * The discounts of modified Kneser–Ney smoothing from the numbers n₁ … n₄ of followers counted 1 … 4 times:
 * Y = n₁/(n₁+2n₂), D₁ = 1 − 2Y n₂/n₁, D₂ = 2 − 3Y n₃/n₂, D₃ = 3 − 4Y n₄/n₃; each kept within (0, count).
 * Chen & Goodman (1999), Computer Speech and Language 13, 359–394, equation 17.
 */
export function estimateDiscounts(counts: Int32Array, leaves: number): Discounts {
  const n = [0, leaves, 0, 0, 0];
  for (const count of counts) if (count < n.length) n[count]!++;
  const [, n1, n2, n3, n4] = n as [number, number, number, number, number];
  if (n1 === 0 || n2 === 0 || n3 === 0) return FALLBACK;
  const y = n1 / (n1 + 2 * n2);
  const keep = (discount: number, count: number) =>
    Math.min(Math.max(discount, SMALLEST_DISCOUNT), count - SMALLEST_DISCOUNT);
  return [0, keep(1 - (2 * y * n2) / n1, 1), keep(2 - (3 * y * n3) / n2, 2), keep(3 - (4 * y * n4) / n3, 3)];
}

/**
 * Kneser–Ney's counts for all levels but the longest: not how often a follower came after a context, but after how many
 * different one-symbol extensions of it. A context without extensions (the beginning of a document) keeps how often.
 */
export function continuationCounts({ text, sorted, levels }: ContextTrie, symbolCount: number): Int32Array[] {
  const tally = new Int32Array(symbolCount);
  return levels.map((level, length) => {
    const longer = levels[length + 1];
    if (longer === undefined) return level.followerCount;
    const counts = level.followerCount.slice();
    for (let context = 0; context < level.low.length; context++) {
      if (level.firstChild[context] === level.firstChild[context + 1]) continue;
      for (let child = level.firstChild[context]!; child < level.firstChild[context + 1]!; child++) {
        if (longer.occurrences[child] === 1) tally[text[sorted[longer.low[child]!]!]!]!++;
        else tallyFollowers(longer, child, tally);
      }
      for (let f = level.firstFollower[context]!; f < level.firstFollower[context + 1]!; f++) {
        counts[f] = tally[level.follower[f]!]!;
        tally[level.follower[f]!] = 0;
      }
    }
    return counts;
  });
}

function tallyFollowers({ firstFollower, follower }: TrieLevel, context: number, tally: Int32Array): void {
  for (let f = firstFollower[context]!; f < firstFollower[context + 1]!; f++) tally[follower[f]!]!++;
}

/** Contexts that occur once: each has one follower, once. */
export function countLeaves({ occurrences }: TrieLevel): number {
  let leaves = 0;
  for (const count of occurrences) if (count === 1) leaves++;
  return leaves;
}
