import type { ContextTree } from './context-tree.ts';

/** What is taken off a count of 1, of 2, and of 3 and more, to be given to followers not seen; entry 0 is 0. */
export type Discounts = readonly [0, number, number, number];

/** The discount where a length has too few counts to estimate one from. */
const FALLBACK: Discounts = [0, 0.5, 0.75, 1];
const SMALLEST_DISCOUNT = 0.01;

/** The discounts of contexts of 0, 1, …, order symbols. */
export function estimateDiscounts(tree: ContextTree): Discounts[] {
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
