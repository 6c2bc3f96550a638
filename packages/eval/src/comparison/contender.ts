import type { DocumentScores } from './document-scores.ts';

/** One side of a comparison: a model, or several that differ only in their seed. */
export interface Contender {
  /** Name in the comparison. */
  readonly label: string;
  /** Scores of each run, one for each seed. */
  readonly runs: readonly DocumentScores[];
}
