import type { RandomStream } from '../random/random.ts';
import type { MirrorImages } from './choice.ts';

/** A real dependency that can be stretched. */
export interface Candidate {
  readonly document: string;
  /** Where in its document it begins; no two items of a bucket begin at one place, but those that mirror each other. */
  readonly opener: number;
  /** As it is in its document. */
  readonly distance: number;
  /** Groups are taken in turn, as long as each has candidates. */
  readonly group: string;
  /** The dependency with about so much between its ends, and its mirror image; null where that does not come out. */
  stretch(goal: Goal, random: RandomStream): MirrorImages | null;
}

/** Candidates of one kind. */
export interface Family {
  readonly candidates: readonly Candidate[];
  /** Lower end of the nearest bucket; only candidates that are nearer by nature are taken. */
  readonly nearest: number;
}

/** What is to be put between two ends. */
export interface Goal {
  /** Characters: at least, and less than. */
  readonly from: number;
  readonly to: number;
  /** Of each kind of attractors. */
  readonly attractors: number;
}
