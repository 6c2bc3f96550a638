import type { Thinning } from '../probes/thin-plan.ts';

/** Amount of work for a model. */
export interface Forecast {
  /** Number of texts whose likelihood is bounded. */
  readonly texts: number;
  /** Number of questions, each with two alternatives. */
  readonly questions: number;
  /** Number of prompts to continue. */
  readonly prompts: number;
  /** Number of characters to read for questions (an estimate), to score one by one, and at most to write. */
  readonly characters: { readonly read: number; readonly scored: number; readonly written: number };
  /** Example of the texts to ask about, to measure the model's speed. */
  readonly sample: string;
}

/** Minimal pairs of a part of a plan, and the work that asking it takes. */
export interface PlannedWork {
  readonly forecast: Forecast;
  readonly pairs: number;
  readonly documents: number;
  /** Number of pairs that a range takes. */
  readonly least: number;
}

/** Chooses a part of a plan, given what each amounts to. */
export type Fit = (workOf: (part: Thinning) => PlannedWork) => Promise<Thinning>;
