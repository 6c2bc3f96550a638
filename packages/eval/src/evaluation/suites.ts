import type { CompletionOptions } from '../probes/completion/probe-completion.ts';
import type { ProbeSizes } from '../probes/plan-probes.ts';

/** How much of a model is measured. */
export interface Suite {
  /** What is sampled from the model and from the n-gram, at the temperature at which everything is measured. */
  readonly samples: { readonly count: number; readonly length: number };
  /** Samples at other temperatures: fewer, as only a few shares are taken of them. */
  readonly temperatures: { readonly count: number; readonly at: readonly number[] };
  /** What the probes ask of each predictor, and of how much held-out text natural dependencies are taken. */
  readonly probes: ProbeSizes & { readonly maxCharacters: number };
  /** Characters before a shown excerpt that are read first, at most. */
  readonly excerpts: { readonly lead: number };
  /** What is asked of a writer. */
  readonly completions: Omit<CompletionOptions, 'language' | 'seed' | 'farther'>;
  /** Brackets that are cut open and written on. */
  readonly swaps: {
    /** Most in each doubling of the distance, and characters written after each cut. */
    readonly perBucket: number;
    readonly length: number;
    readonly temperatures: readonly number[];
  };
  /** Metrics 15 and 16, which look inside a network. */
  readonly network: {
    readonly gradientTargets: number;
    readonly gradientWindow: number;
    readonly unitCharacters: number;
    readonly probeCharacters: number;
    readonly otherUnits: number;
  };
}

/** How much is measured: `quick` takes minutes, `full` longer. */
export type SuiteName = 'quick' | 'full';

/**
 * Many texts at once are as fast as one, and independent texts make the intervals honest; each is long enough for a
 * dependency of 1,000 characters to begin and end in it. What is open where a text was cut is censored, not broken.
 *
 * A model reads about 11 million characters for the probes of the full suite and 1.5 million for those of the quick one. Buckets are
 * thin below 30. Completions are mostly few characters each, since writing ends where an opener's fate is decided; prompts come from the beginnings
 * of many documents rather than from all of a few, as documents are what intervals count.
 */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  quick: {
    samples: { count: 64, length: 1024 },
    temperatures: { count: 0, at: [] },
    probes: {
      maxCharacters: 150_000,
      swaps: { perBucket: 150 },
      stretched: { perBucket: 40, furthest: 512 },
      context: { runs: 64, longestContext: 1024 },
      perturbation: { runs: 12, longestContext: 512 },
    },
    excerpts: { lead: 4096 },
    completions: {
      perDistance: 32,
      perDocument: 2,
      within: 2048,
      temperature: 0.8,
      length: 256,
      continuations: 1,
    },
    swaps: { perBucket: 40, length: 256, temperatures: [0.8] },
    network: {
      gradientTargets: 64,
      gradientWindow: 511,
      unitCharacters: 40_000,
      probeCharacters: 2000,
      otherUnits: 9,
    },
  },
  full: {
    samples: { count: 128, length: 4096 },
    temperatures: { count: 48, at: [0.5, 0.8, 1] },
    probes: {
      maxCharacters: 1_000_000,
      swaps: { perBucket: 500 },
      stretched: { perBucket: 100, furthest: 2048 },
      context: { runs: 192, longestContext: 4096 },
      perturbation: { runs: 48, longestContext: 1024 },
    },
    excerpts: { lead: 4096 },
    completions: {
      perDistance: 120,
      perDocument: 4,
      within: 8192,
      temperature: 0.8,
      length: 512,
      continuations: 2,
    },
    swaps: { perBucket: 120, length: 512, temperatures: [0.5, 0.8, 1] },
    network: {
      gradientTargets: 256,
      gradientWindow: 1023,
      unitCharacters: 200_000,
      probeCharacters: 6000,
      otherUnits: 19,
    },
  },
};
