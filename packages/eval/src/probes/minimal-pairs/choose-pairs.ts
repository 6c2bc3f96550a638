import type { MinimalPair, PairCandidate, RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { groupByDocument } from '../../statistics/parts.ts';
import { mostFrom, USUAL_MAX_DISTANCE } from '../farther.ts';

/** Options for choosing minimal pairs. */
export interface PairChoice {
  /** Most per doubling of the distance; fewer beyond 4,096 characters. */
  readonly perBucket: number;
  /** Pairs from this distance on are left out, since both members are read from before the opener; 4,096 by default. */
  readonly maxDistance?: number;
  /** Tells whether predictors know the exchanged characters. */
  readonly isAsked?: (pair: MinimalPair) => boolean;
}

/** Minimal pairs of one kind, per doubling one of each document before a second of any, since intervals count documents; nearest first. */
export function choosePairs(
  candidates: readonly PairCandidate[],
  { perBucket, maxDistance = USUAL_MAX_DISTANCE, isAsked = () => true }: PairChoice,
  random: RandomStream,
): MinimalPair[] {
  const near = candidates.filter(({ distance }) => distance < maxDistance);
  return rangesOf(near, ({ distance }) => distance, doublingScale).flatMap(({ from, members }) => {
    const most = from < USUAL_MAX_DISTANCE ? perBucket : mostFrom(from, perBucket);
    const make = (candidate: PairCandidate) => {
      const pair = candidate.pair();
      return pair !== null && isAsked(pair) ? pair : null;
    };
    return takeInTurn(members, most, make, random);
  });
}

/** Makes at most `most` things of the members in random order, one of each document before a second of any. */
export function takeInTurn<T extends { readonly document: string }, R>(
  members: readonly T[],
  most: number,
  make: (member: T) => R | null,
  random: RandomStream,
): R[] {
  const made: R[] = [];
  for (const member of documentsInTurn(shuffle(random, members))) {
    if (made.length >= most) break;
    const one = make(member);
    if (one !== null) made.push(one);
  }
  return made;
}

/** Returns whether the swapped opener and closer are in this alphabet; a character that a predictor does not know is not right or wrong. */
export function isKnown({ members }: MinimalPair, alphabet: ReadonlySet<string>): boolean {
  return members.every(({ text, start, closer }) =>
    [text[start]!, ...closer].every((character) => alphabet.has(character)),
  );
}

/** Members in turn: the first of each document, then the second of each, and so on. */
export function documentsInTurn<T extends { readonly document: string }>(members: readonly T[]): T[] {
  const groups = [...groupByDocument(members).values()];
  const rounds = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  ).flat();
}
