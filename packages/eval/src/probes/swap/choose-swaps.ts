import type { RandomStream, Swap, SwapCandidate } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { groupByDocument } from '../../statistics/parts.ts';
import { mostFrom, USUAL_FURTHEST } from '../farther.ts';

/** Options for choosing swaps. */
export interface SwapChoice {
  /** Most in each doubling of the distance; beyond 4,096 characters fewer. */
  readonly perBucket: number;
  /** Those at a greater distance are left out, since both twins have to be read from before the opener on: 4,096 if not given. */
  readonly furthest?: number;
  /** Tells whether predictors know the exchanged characters. */
  readonly isAsked?: (swap: Swap) => boolean;
}

/** Swaps of one kind, in each doubling one of each document before a second of any, since documents are what intervals count. Nearer doublings draw first. */
export function chooseSwaps(
  candidates: readonly SwapCandidate[],
  { perBucket, furthest = USUAL_FURTHEST, isAsked = () => true }: SwapChoice,
  random: RandomStream,
): Swap[] {
  const near = candidates.filter(({ distance }) => distance < furthest);
  return rangesOf(near, ({ distance }) => distance, doublingScale).flatMap(({ from, members }) => {
    const most = from < USUAL_FURTHEST ? perBucket : mostFrom(from, perBucket);
    const swaps: Swap[] = [];
    for (const candidate of documentsInTurn(shuffle(random, members))) {
      if (swaps.length === most) break;
      const swap = candidate.swap();
      if (swap !== null && isAsked(swap)) swaps.push(swap);
    }
    return swaps;
  });
}

/** Tells whether the exchanged opener and its closer are in this alphabet. A character that a predictor does not know is neither right nor wrong. */
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
