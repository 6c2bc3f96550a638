import { type SuiteName, suites } from '@longrange/eval';
import type { Sampling } from '@longrange/eval/evaluation';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';

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
  const usual = suites[suite].samples;
  const sampling = { count: samples ?? usual.count, length: length ?? usual.length, temperature, seed };
  refuseSamplingThatCannotFit(sampling);
  return sampling;
}
