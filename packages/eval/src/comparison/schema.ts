import { z } from 'zod';
import type { VersionedFormat } from '../result/versioned-json.ts';
import { dominanceSchema } from '../statistics/permutation.ts';
import { count, documentInterval } from '../statistics/shapes.ts';
import { documentScoresSchema } from './document-scores.ts';
import { measureIdSchema } from './measures.ts';

/** Version of `comparison.json`. Raise it when a field changes its meaning or goes away. */
export const COMPARISON_FORMAT_VERSION = 4;

const interval = { low: z.number(), high: z.number() };

/** One figure over runs that differ in their seed only; the interval is Student's t of their mean. */
export const spreadSchema = z.object({
  runs: count,
  mean: z.number(),
  standardDeviation: z.number(),
  min: z.number(),
  max: z.number(),
  ...interval,
});

/** One measure of one contender. The interval is over documents. */
export const contenderValueSchema = z.object({
  estimate: z.number().nullable(),
  ...documentInterval,
  /** How many held; null for bits. */
  held: z.number().nullable(),
  /** Characters, or items counted. Runs of one contender are added up. */
  n: z.number(),
  documents: count,
  /** `n` < 30: shown, but nothing is claimed from it. */
  thin: z.boolean(),
  /** Of each run, in the order of the contender's runs. */
  byRun: z.array(z.number().nullable()),
  spread: spreadSchema.nullable(),
  /** It is at least as good as this: fewer bits, or a larger share. */
  isBound: z.literal(true).optional(),
});

/** Contender `a` minus contender `b`, both as indexes. */
export const differenceSchema = z.object({
  a: count,
  b: count,
  difference: z.number(),
  /**
   * 95 %. `overSeeds`: over documents and seeds, with Student's t. Else over documents. Paired: what a sign-flip test over documents does
   * not reject. Unpaired: Newcombe's, from clustered intervals. Null where there are too few documents for one.
   */
  interval: z.object(interval).nullable(),
  /** Two-sided: Student's t over documents and seeds, else by permutation of documents. */
  pValue: z.number().min(0).max(1),
  /** Corrected after Holm for all differences of the comparison. */
  adjustedPValue: z.number().min(0).max(1),
  /** Both have two runs at least: interval and p-value say what other seeds would give. Else the difference is one of these networks. */
  overSeeds: z.boolean(),
  /** The document that makes more than a quarter of the variance of a paired difference; null where none does, and of unpaired ones. */
  dominatedBy: dominanceSchema.nullable(),
  /** Whose figure is a bound: that one may be better than it looks. */
  bounded: z.enum(['a', 'b', 'both']).optional(),
  /**
   * `a` or `b`: that one is better: the interval leaves out 0 and the corrected p-value is below 0.05. `hint`: only the interval does.
   * `open`: it does not. `withheld`: one document dominates, or a bound forbids to say so.
   */
  verdict: z.enum(['a', 'b', 'hint', 'open', 'withheld']),
});

export const comparedMeasureSchema = z.object({
  measure: measureIdSchema,
  title: z.string(),
  unit: z.enum(['bits', 'share']),
  paired: z.boolean(),
  /** Distances `[from, to)` in characters; null for all together. */
  range: z.object({ from: count, to: count }).nullable(),
  /** In the order of the contenders. */
  values: z.array(contenderValueSchema),
  differences: z.array(differenceSchema),
});

export const contenderSchema = z.object({
  label: z.string(),
  /** More than one where they differ in their seed only. */
  runs: z
    .array(
      documentScoresSchema.shape.model.extend({
        trainingSeed: count.nullable(),
        /** Shown, and not tested; absent where they were not measured. */
        ranges: documentScoresSchema.shape.ranges,
        /** Settings by their dotted paths, and minutes of training up to the checkpoint; absent where it was trained elsewhere. */
        trained: z
          .object({
            settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
            minutes: z.number(),
          })
          .optional(),
        /** Where its scores were found, null where they were measured for this comparison. */
        reusedFrom: z.string().nullable(),
      }),
    )
    .min(1),
});

export const comparisonSchema = z.object({
  format: z.literal('longrange-comparison'),
  formatVersion: z.literal(COMPARISON_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  provenance: z.object({
    command: z.string(),
    /** Of permutations. */
    seed: count,
    corpusSha256: z.string(),
    heldOut: documentScoresSchema.shape.heldOut,
    sampling: documentScoresSchema.shape.sampling,
  }),
  /**
   * `models`: each pair is compared, or with more than four each with the first. `checkpoints`: all contenders are checkpoints
   * of one run, by rising step, and each is compared with the first.
   */
  kind: z.enum(['models', 'checkpoints']),
  contenders: z.array(contenderSchema).min(1),
  measures: z.array(comparedMeasureSchema),
  /** Whole measures that not all contenders have, and the indexes of those that lack them: their differences are left out. */
  leftOut: z
    .array(z.object({ measure: measureIdSchema, title: z.string(), contenders: z.array(count).min(1) }))
    .optional(),
  /** How many differences they have: their p-values are corrected together, as one family. */
  tests: count,
});

export const comparisonFormat: VersionedFormat<typeof comparisonSchema> = {
  format: 'longrange-comparison',
  formatVersion: COMPARISON_FORMAT_VERSION,
  noun: 'comparison',
  fileName: 'comparison.json',
  command: 'longrange compare',
  code: 'COMPARISON',
  schema: comparisonSchema,
};

/** Models compared document by document, as `comparison.json` has it. */
export type Comparison = z.output<typeof comparisonSchema>;
/** One measure: the value of each contender, and the differences between them. */
export type ComparedMeasure = z.output<typeof comparedMeasureSchema>;
/** The value of one measure for one contender, with its interval. */
export type ContenderValue = z.output<typeof contenderValueSchema>;
/** What one contender has more than another, paired by document, with its interval and p value. */
export type Difference = z.output<typeof differenceSchema>;
