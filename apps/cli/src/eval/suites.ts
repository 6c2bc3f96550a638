import type { EvalOptions } from '../commands/eval.ts';

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
  quick: { count: 64, length: 1024, gradientTargets: 64, gradientWindow: 511, unitCharacters: 40_000 },
  full: { count: 128, length: 4096, gradientTargets: 256, gradientWindow: 1023, unitCharacters: 200_000 },
} as const;

export type SamplingOptions = Pick<EvalOptions, 'suite' | 'samples' | 'length' | 'temperature' | 'seed'>;

export function samplingOf({ suite, samples, length, temperature, seed }: SamplingOptions): Sampling {
  return { count: samples ?? suites[suite].count, length: length ?? suites[suite].length, temperature, seed };
}

/** How texts were sampled, for the record. */
export function samplingRecord(sampling: Sampling): Record<string, string | number | null> {
  return { ...sampling, prompt: '', topK: null, topP: null };
}
