import type { Swap, SwapCandidate } from '../../code/dependencies/swap.ts';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { shuffle } from '../../statistics/draw.ts';
import { groupByDocument } from '../../statistics/group-by-document.ts';
import type { RandomStream } from '../../statistics/random.ts';

/** Those at a greater distance are left out: both twins have to be read from before the opener on. */
const FURTHEST = 4096;

/**
 * Swaps of one kind, at most `perBucket` in each doubling of the distance: one of each document before a second of any, since documents are
 * what intervals count.
 * @param isAsked whether predictors know what is swapped
 */
export function chooseSwaps(
  candidates: readonly SwapCandidate[],
  perBucket: number,
  random: RandomStream,
  isAsked: (swap: Swap) => boolean = () => true,
): Swap[] {
  const near = candidates.filter(({ distance }) => distance < FURTHEST);
  return rangesOf(near, ({ distance }) => distance, doublingScale).flatMap(({ members }) => {
    const swaps: Swap[] = [];
    for (const candidate of documentsInTurn(shuffle(random, members))) {
      if (swaps.length === perBucket) break;
      const swap = candidate.swap();
      if (swap !== null && isAsked(swap)) swaps.push(swap);
    }
    return swaps;
  });
}

/** Whether what is swapped and what closes it is of this alphabet. What a predictor does not know is neither right nor wrong. */
export function isKnown({ twins }: Swap, alphabet: ReadonlySet<string>): boolean {
  return twins.every(({ text, start, closer }) =>
    [text[start]!, ...closer].every((character) => alphabet.has(character)),
  );
}

/** The first of each document, then the second of each, and so on. */
export function documentsInTurn<T extends { readonly document: string }>(members: readonly T[]): T[] {
  const groups = [...groupByDocument(members).values()];
  const rounds = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  ).flat();
}
