import { z } from 'zod';
import { probeSizesSchema } from '../probes/probes.ts';

const positive = z.int().min(1);

/** Schema of a suite. */
export const suiteSchema = z.strictObject({
  /** Samples from the model and from the n-gram, at the main temperature. */
  samples: z.strictObject({ count: positive, length: positive }),
  /** Samples at other temperatures: fewer, as only a few shares are computed from them. */
  temperatures: z.strictObject({ count: z.int().min(0), at: z.array(z.number().min(0)).readonly() }),
  /** Maximum number of characters of held-out text that probes read from end to end. */
  probedCharacters: positive,
  /** Sizes by probe. A probe that is left out is not asked. */
  probes: probeSizesSchema,
  /** Maximum number of characters to read before an excerpt that is shown; excerpts are not scored if absent. */
  excerpts: z.strictObject({ lead: z.int().min(0) }).optional(),
});

/** Sizes of an evaluation. */
export interface Suite extends z.output<typeof suiteSchema> {}

/** Size of an evaluation: `quick` takes minutes, `full` longer. */
export type SuiteName = 'quick' | 'full';

type AllSizes = { readonly [Key in keyof Suite['probes']]-?: NonNullable<Suite['probes'][Key]> };

/**
 * Many texts at once take no longer than one, and independent texts keep the intervals honest; each is long enough for a dependency of
 * 1,000 characters to begin and end in it. What is open at the end of a truncated text is censored, not broken.
 *
 * A model reads about 11 million characters for the probes of the full suite and 1.5 million for those of the quick one. Buckets are thin below 30.
 * Most completions take few characters, since writing stops once the opener is closed or broken. Prompts come from the beginnings of many
 * documents rather than from all of a few, since intervals count documents.
 */
export const suites: Readonly<Record<SuiteName, Suite & { readonly probes: AllSizes }>> = {
  quick: {
    samples: { count: 64, length: 1024 },
    temperatures: { count: 0, at: [] },
    probedCharacters: 150_000,
    probes: {
      closers: {},
      minimalPairs: {
        perBucket: 100,
        others: 16,
        lengthControlled: { perBucket: 40, maxDistance: 512 },
        writing: { perBucket: 40, length: 256, temperatures: [0.8] },
      },
      context: { runs: 64, longestContext: 1024 },
      perturbation: { runs: 12, longestContext: 512 },
      completions: {
        perDistance: 32,
        perDocument: 2,
        within: 2048,
        temperature: 0.8,
        length: 256,
        continuations: 1,
      },
      gradientReach: { targets: 64, window: 511 },
      units: { characters: 40_000 },
    },
    excerpts: { lead: 4096 },
  },
  full: {
    samples: { count: 128, length: 4096 },
    temperatures: { count: 48, at: [0.5, 0.8, 1] },
    probedCharacters: 1_000_000,
    probes: {
      closers: {},
      minimalPairs: {
        perBucket: 500,
        others: 60,
        lengthControlled: { perBucket: 100, maxDistance: 2048 },
        writing: { perBucket: 120, length: 512, temperatures: [0.5, 0.8, 1] },
      },
      context: { runs: 192, longestContext: 4096 },
      perturbation: { runs: 48, longestContext: 1024 },
      completions: {
        perDistance: 120,
        perDocument: 4,
        within: 8192,
        temperature: 0.8,
        length: 512,
        continuations: 2,
      },
      gradientReach: { targets: 256, window: 1023 },
      units: { characters: 200_000 },
    },
    excerpts: { lead: 4096 },
  },
};

/** Probes of a network before its training: those of the quick suite without what shows nothing of an untrained one, such as its writing. */
export const untrainedProbes = {
  closers: suites.quick.probes.closers,
  minimalPairs: {
    perBucket: suites.quick.probes.minimalPairs.perBucket,
    others: suites.quick.probes.minimalPairs.others,
    lengthControlled: suites.quick.probes.minimalPairs.lengthControlled,
    factors: 0,
  },
  context: suites.quick.probes.context,
  perturbation: suites.quick.probes.perturbation,
};
