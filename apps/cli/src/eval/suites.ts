import type { CompletionOptions, ProbeSizes } from '@longrange/eval/probes';
import { refuseSamplingThatCannotFit } from '../run/memory-needs.ts';

/** What is sampled from the model and from the n-gram. */
export interface Sampling {
  readonly count: number;
  readonly length: number;
  readonly temperature: number;
  readonly seed: number;
}

/**
 * Many texts at once are as fast as one, and independent texts make the intervals honest; each is long enough for a
 * dependency of 1,000 characters to begin and end in it. What is open where a text was cut is censored, not broken.
 */
export const suites = {
  quick: {
    count: 64,
    length: 1024,
    gradientTargets: 64,
    gradientWindow: 511,
    unitCharacters: 40_000,
    probeCharacters: 2000,
    otherUnits: 9,
  },
  full: {
    count: 128,
    length: 4096,
    gradientTargets: 256,
    gradientWindow: 1023,
    unitCharacters: 200_000,
    probeCharacters: 6000,
    otherUnits: 19,
  },
} as const;

export type SuiteName = keyof typeof suites;

/** What an evaluation's options say about it; what they leave open is as the suite says. */
export interface SamplingOptions {
  readonly suite: SuiteName;
  readonly samples?: number | undefined;
  readonly length?: number | undefined;
  readonly temperature: number;
  readonly seed: number;
}

/** @throws LongrangeError `SAMPLING_TOO_LARGE` (exit code 2) */
export function samplingOf({ suite, samples, length, temperature, seed }: SamplingOptions): Sampling {
  const { count, length: usual } = suites[suite];
  const sampling = { count: samples ?? count, length: length ?? usual, temperature, seed };
  refuseSamplingThatCannotFit(sampling);
  return sampling;
}

/** How texts were sampled, for the record. */
export function samplingRecord(sampling: Sampling): Record<string, string | number | null> {
  return { ...sampling, prompt: '', topK: null, topP: null };
}

/** What the probes ask of each predictor, and of how much held-out text natural dependencies are taken. */
export interface ProbeSuite extends ProbeSizes {
  readonly maxCharacters: number;
}

/**
 * The network reads about 11 million characters for the full suite and 1.5 million for the quick one.
 * Buckets are thin below 30.
 */
export const probeSuites: Readonly<Record<SuiteName, ProbeSuite>> = {
  quick: {
    maxCharacters: 150_000,
    choices: 500,
    stretched: { perBucket: 40, furthest: 512 },
    context: { runs: 64, longestContext: 1024 },
    perturbation: { runs: 12, longestContext: 512 },
  },
  full: {
    maxCharacters: 1_000_000,
    choices: 4000,
    stretched: { perBucket: 100, furthest: 2048 },
    context: { runs: 192, longestContext: 4096 },
    perturbation: { runs: 48, longestContext: 1024 },
  },
};

/** Samples at other temperatures than that at which everything is measured: fewer, as only a few shares are taken of them. */
export const otherTemperatures: Readonly<
  Record<SuiteName, { readonly count: number; readonly temperatures: readonly number[] }>
> = {
  quick: { count: 0, temperatures: [] },
  full: { count: 48, temperatures: [0.5, 0.8, 1] },
};

/**
 * What is asked of a writer: mostly few characters each, since writing ends where an opener's fate is decided. Prompts come from the beginnings of
 * many documents rather than from all of a few, as documents are what intervals count.
 */
export const completionSuites: Readonly<Record<SuiteName, Omit<CompletionOptions, 'language' | 'seed'>>> = {
  quick: { perDistance: 32, perDocument: 2, within: 2048, temperature: 0.8, length: 256, continuations: 1 },
  full: { perDistance: 120, perDocument: 4, within: 8192, temperature: 0.8, length: 512, continuations: 2 },
};
