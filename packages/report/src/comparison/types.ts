import type { Figure, Section } from '../document/types.ts';

/** Everything that any rendering of a comparison says. */
export interface ComparisonReport {
  readonly about: string;
  readonly createdAt: string;
  readonly headline: string;
  /** How the models differ in what they are and in their training. */
  readonly differing: readonly string[];
  /** How far back each remembers, reading and writing, for the first screen; null where it was not measured. */
  readonly ranges: Figure | null;
  /** All differences around 0, for the first screen. */
  readonly forest: readonly Figure[];
  readonly standfirst: readonly string[];
  /** What the whole measures say, one sentence each: the sections do not say it again. */
  readonly verdicts: readonly string[];
  readonly sections: readonly Section[];
}
