import type { TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';

/** Number of successive targets: one reading may serve several of them. */
export const RUN_LENGTH = 16;

/** `RUN_LENGTH` successive characters of a document that are predicted. */
export interface TargetRun {
  readonly document: string;
  readonly text: string;
  /** Offset of the first. */
  readonly start: number;
}

/** Sizes of a probe that predicts characters. */
export const targetSizesSchema = z.strictObject({
  /** Maximum number of runs. */
  runs: z.int().min(1),
  /** Maximum number of characters before a target that a probe keeps or removes, a power of two. */
  longestContext: z.int().min(RUN_LENGTH),
});

/** Options for choosing the characters that a probe predicts. */
export interface TargetOptions extends z.output<typeof targetSizesSchema> {
  readonly seed: number;
}

/** The characters that a probe predicts, by text. */
export interface Targets {
  readonly runs: readonly TargetRun[];
  /** Longest context requested, or the largest power of two for which the documents have enough targets. */
  readonly longestContext: number;
}

/** Maximum offset of targets, in multiples of the longest context: the text before them has to be read. */
const MAX_DISTANCES = 4;

/**
 * Runs of targets, each one to four times `longestContext` characters into its document, drawn without overlap. If the documents are
 * too short for that, the context is halved until there are half as many runs as requested, or it is down to 16.
 * @throws LongrangeError `PROBE_TEXT_SHORT` if no document has 32 characters
 */
export function chooseTargets(
  documents: readonly TextDocument[],
  { runs, longestContext, seed }: TargetOptions,
): Targets {
  for (let context = longestContext; context >= RUN_LENGTH; context /= 2) {
    const places = documents.flatMap(({ path: name, text }) => {
      const end = Math.min(text.length, MAX_DISTANCES * context);
      const count = Math.max(0, Math.floor((end - context) / RUN_LENGTH));
      return Array.from({ length: count }, (_, i) => ({
        document: name,
        text,
        start: context + i * RUN_LENGTH,
      }));
    });
    const enough = context > RUN_LENGTH ? runs / 2 : 1;
    if (places.length < enough) continue;
    return { runs: shuffle(new RandomStream(seed), places).slice(0, runs), longestContext: context };
  }
  throw new LongrangeError({
    code: 'PROBE_TEXT_SHORT',
    message: `Expected a held-out document of at least ${2 * RUN_LENGTH} characters to probe a model with, got only shorter ones (${documents.length}).`,
    hint: 'hold out longer documents.',
  });
}

/** Some successive targets of a run that one reading serves. */
export interface TargetGroup {
  readonly run: TargetRun;
  readonly runIndex: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Divides runs so that one reading with n sound characters before the first target of each group gives none of them more
 * than n + n / 8: exact up to n = 15, and 16 targets at the price of one from n = 128 on.
 */
export function groupTargets(runs: readonly TargetRun[], n: number): TargetGroup[] {
  const size = Math.min(RUN_LENGTH, Math.max(1, Math.floor(n / 8)));
  return runs.flatMap((run, runIndex) =>
    Array.from({ length: Math.ceil(RUN_LENGTH / size) }, (_, i) => ({
      run,
      runIndex,
      from: run.start + i * size,
      to: Math.min(run.start + RUN_LENGTH, run.start + (i + 1) * size),
    })),
  );
}

/** 1, 2, 4 … up to `longest`. */
export function doublings(longest: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(longest)) + 1 }, (_, exponent) => 2 ** exponent);
}
