import type { DocumentScores } from './document-scores.ts';

/** One side of a comparison: a model, or several that differ in their seed only. */
export interface Contender {
  /** What the comparison calls it. */
  readonly label: string;
  /** One for each seed. */
  readonly runs: readonly DocumentScores[];
}
