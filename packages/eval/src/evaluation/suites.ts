import type { CompletionOptions } from '../probes/completion/probe-completion.ts';
import type { ProbeSizes } from '../probes/plan-probes.ts';

/** Sizes of an evaluation. */
export interface Suite {
  /** Samples from the model and from the n-gram, at the main temperature. */
  readonly samples: { readonly count: number; readonly length: number };
  /** Samples at other temperatures: fewer, as only a few shares are computed from them. */
  readonly temperatures: { readonly count: number; readonly at: readonly number[] };
  /** Sizes of the probes, and the amount of held-out text to take natural dependencies from. */
  readonly probes: ProbeSizes & { readonly maxCharacters: number };
  /** Maximum number of characters to read before an excerpt that is shown. */
  readonly excerpts: { readonly lead: number };
  /** Completions that a writer is asked for. */
  readonly completions: Omit<CompletionOptions, 'language' | 'seed' | 'farther'>;
  /** Minimal pairs to continue, each cut inside a bracket. */
  readonly minimalPairs: {
    /** Maximum number of pairs in each doubling of the distance, and of characters to write after each cut. */
    readonly perBucket: number;
    readonly length: number;
    readonly temperatures: readonly number[];
  };
  /** Sizes of metrics 15 and 16, which look inside a network. */
  readonly network: {
    readonly gradientTargets: number;
    readonly gradientWindow: number;
    readonly unitCharacters: number;
  };
}

/** Size of an evaluation: `quick` takes minutes, `full` longer. */
export type SuiteName = 'quick' | 'full';

/**
 * Many texts at once take no longer than one, and independent texts keep the intervals honest; each is long enough for a dependency of
 * 1,000 characters to begin and end in it. What is open at the end of a truncated text is censored, not broken.
 *
 * A model reads about 11 million characters for the probes of the full suite and 1.5 million for those of the quick one. Buckets are thin below 30.
 * Most completions take few characters, since writing stops once the opener is closed or broken. Prompts come from the beginnings of many
 * documents rather than from all of a few, since intervals count documents.
 */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  quick: {
    samples: { count: 64, length: 1024 },
    temperatures: { count: 0, at: [] },
    probes: {
      maxCharacters: 150_000,
      minimalPairs: { perBucket: 150 },
      lengthControlled: { perBucket: 40, maxDistance: 512 },
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
    minimalPairs: { perBucket: 40, length: 256, temperatures: [0.8] },
    network: {
      gradientTargets: 64,
      gradientWindow: 511,
      unitCharacters: 40_000,
    },
  },
  full: {
    samples: { count: 128, length: 4096 },
    temperatures: { count: 48, at: [0.5, 0.8, 1] },
    probes: {
      maxCharacters: 1_000_000,
      minimalPairs: { perBucket: 500 },
      lengthControlled: { perBucket: 100, maxDistance: 2048 },
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
    minimalPairs: { perBucket: 120, length: 512, temperatures: [0.5, 0.8, 1] },
    network: {
      gradientTargets: 256,
      gradientWindow: 1023,
      unitCharacters: 200_000,
    },
  },
};
