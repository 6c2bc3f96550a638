import type { Thinning } from '../probes/thin-plan.ts';

/** Amount of work that a model is about to do. */
export interface Forecast {
  /** Number of texts whose likelihood gets a bound. */
  readonly texts: number;
  /** Number of questions, each with two alternatives. */
  readonly questions: number;
  /** Number of prompts to continue. */
  readonly prompts: number;
  /** Number of characters to read for questions (an estimate), to score one by one, and to write at most. */
  readonly characters: { readonly read: number; readonly scored: number; readonly written: number };
  /** Example of the texts that questions are about, for measuring the model's speed. */
  readonly sample: string;
}

/** Size of a part of a plan, and the work that it takes. */
export interface PlannedWork {
  readonly forecast: Forecast;
  readonly pairs: number;
  readonly documents: number;
  /** Minimum number of pairs for a range. */
  readonly least: number;
}

/** Chooses a part of a plan, given the work that each part takes. */
export type Fit = (workOf: (part: Thinning) => PlannedWork) => Promise<Thinning>;
