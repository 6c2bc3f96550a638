import { z } from 'zod';
import { engineNames } from '../engine/engine-name.ts';

/** The queue of all sweeps: a worker takes whatever is there. */
export const QUEUE = 'trials';

/** After so many failures a trial has failed. */
export const TRIES = 3;

/** What a worker is told: all that it needs, as it has no sweep file. */
export const trialJobSchema = z.strictObject({
  /** The sweep file, its text, and the folder at which its relative paths begin. */
  file: z.string(),
  text: z.string(),
  base: z.string(),
  /** The folder of all runs where the sweep was started. */
  runs: z.string(),
  /** Where runs are kept, if they are. */
  store: z.string().nullable(),
  compute: z.enum(['auto', ...engineNames]),
  /** Null: as many as the worker gives. */
  threads: z.int().nullable(),
  number: z.int().min(0),
  /** The hash of the trial's settings, as the coordinator has resolved them. */
  name: z.string(),
  untilStep: z.int().nullable(),
});

export type TrialJob = Readonly<z.output<typeof trialJobSchema>>;

/** How a training is, as its last line of `metrics.jsonl` says; or, as a sentence, why nobody can work on the trial. */
export type TrialNews = TrialPace | string;

export interface TrialPace {
  readonly charactersPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
}
