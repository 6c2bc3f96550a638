import type { Section } from '../document/types.ts';

/** Everything that any rendering of a comparison says. */
export interface ComparisonReport {
  readonly about: string;
  readonly createdAt: string;
  readonly headline: string;
  readonly standfirst: readonly string[];
  /** What the whole measures say, one sentence each: the sections do not say it again. */
  readonly verdicts: readonly string[];
  readonly sections: readonly Section[];
}
