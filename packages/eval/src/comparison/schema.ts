import { z } from 'zod';
import { lineLevels } from '../probes/minimal-pairs/shown-fields.ts';
import {
  buildVersioned,
  parseVersioned,
  type Unstamped,
  type VersionedFormat,
} from '../result/versioned-json.ts';
import { count, documentInterval, spreadSchema } from '../statistics/shapes.ts';
import { documentScoresSchema } from './document-scores.ts';
import { families, measureIdSchema } from './measures.ts';

/** Version of `comparison.json`. Raise it if a field changes its meaning or is removed. */
const COMPARISON_FORMAT_VERSION = 8;

const interval = { low: z.number(), high: z.number() };

/** Value of a measure for a contender; for ranges, the geometric mean of its runs. Intervals cover documents and seeds; null if too few. */
const valueSchema = z.object({
  estimate: z.number().nullable(),
  ...documentInterval,
  /** Number of cases held; null unless the figure is a share. */
  held: z.number().nullable(),
  /** Number of characters or items, summed over the contender's runs. */
  n: z.number(),
  documents: count,
  /** True if `n` < 30: the figure is shown, but nothing is claimed from it. */
  thin: z.boolean(),
  /** Figure of each run, in the order of the contender's runs. */
  byRun: z.array(z.number().nullable()),
  spread: spreadSchema.nullable(),
  /** Present if the figure is a bound: the contender is at least as good, with fewer bits or a larger share. */
  isBound: z.literal(true).optional(),
});

/** The same with, for a range, those of the brackets on one line and over several, where 30 pairs allow; they are not tested. */
const contenderValueSchema = valueSchema.extend({
  byLine: z.array(valueSchema.extend({ lines: z.enum(lineLevels) })).optional(),
});

/** Difference of contender `a` minus contender `b`, both given as indexes. */
const differenceSchema = z.object({
  a: count,
  b: count,
  difference: z.number(),
  /**
   * 95 % interval. With `overSeeds`, over documents and seeds, by Student's t; else over documents. Paired: the values that sign flips of
   * documents or Student's t do not reject. Unpaired: Newcombe's, from clustered intervals. Null if documents or seeds are too few.
   */
  interval: z.object(interval).nullable(),
  /** Two-sided p-value: from Student's t over documents and seeds, else the larger of t over documents and their permutation test. */
  pValue: z.number().min(0).max(1),
  /** P-value after Holm's correction over all differences of the measure's family. */
  adjustedPValue: z.number().min(0).max(1),
  /**
   * Numbers of documents, and of seeds on each side that has several, with which a wide interval would no longer be wide; absent are those that
   * are enough.
   */
  tooFew: z.object({ documents: count.optional(), seeds: count.optional() }).optional(),
  /** True if either side has at least two runs: interval and p-value then extend to other seeds. A single run stands only for itself. */
  overSeeds: z.boolean(),
  /** Contender whose figure is a bound, so that it may be better than it looks. */
  bounded: z.enum(['a', 'b', 'both']).optional(),
  /**
   * `a` or `b`: that side is better; the interval excludes 0 and the corrected p-value is below 0.05. `hint`: only the interval excludes 0.
   * `open`: it does not. `withheld`: a bound does not allow a verdict.
   */
  verdict: z.enum(['a', 'b', 'hint', 'open', 'withheld']),
});

const comparedMeasureSchema = z.object({
  measure: measureIdSchema,
  title: z.string(),
  /** Unit. Ranges are in `characters`; their difference is one of natural logarithms, so exp(difference) is the ratio of the two ranges. */
  unit: z.enum(['bits', 'share', 'nats', 'characters']),
  paired: z.boolean(),
  /** Family in which the p-values were corrected. */
  family: z.enum(families),
  /** Distances `[from, to)` in characters; null for the overall figure. */
  range: z.object({ from: count, to: count }).nullable(),
  /** Share of the same cases that a blind reader holds; absent unless it is known and the same for all contenders. */
  blind: z.number().min(0).max(1).optional(),
  /** Values in the order of the contenders. */
  values: z.array(contenderValueSchema),
  differences: z.array(differenceSchema),
});

const contenderSchema = z.object({
  label: z.string(),
  /** Runs that differ only in their seed; at least one. */
  runs: z
    .array(
      documentScoresSchema.shape.model.extend({
        trainingSeed: count.nullable(),
        /** Ranges of the model's memory for brackets, each with its interval; absent if they were not measured. */
        ranges: documentScoresSchema.shape.ranges,
        trained: documentScoresSchema.shape.trained,
        /** Path of its stored scores; null if they were measured for this comparison. */
        reusedFrom: z.string().nullable(),
      }),
    )
    .min(1),
});

const comparisonSchema = z.object({
  format: z.literal('longrange-comparison'),
  formatVersion: z.literal(COMPARISON_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  provenance: z.object({
    command: z.string(),
    /** Seed of permutations. */
    seed: count,
    corpusSha256: z.string(),
    heldOut: documentScoresSchema.shape.heldOut,
    sampling: documentScoresSchema.shape.sampling,
  }),
  /**
   * `models`: all pairs are compared or, with more than four models, each with the first. `checkpoints`: the contenders are checkpoints of
   * one run in order of step, and each is compared with the first.
   */
  kind: z.enum(['models', 'checkpoints']),
  contenders: z.array(contenderSchema).min(1),
  measures: z.array(comparedMeasureSchema),
  /** Measures that some contenders lack, with the indexes of those contenders: differences that would need them are left out. */
  leftOut: z
    .array(z.object({ measure: measureIdSchema, title: z.string(), contenders: z.array(count).min(1) }))
    .optional(),
  /** Number of differences in each family; the p-values of a family are corrected together. */
  tests: z.record(z.enum(families), count),
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

/** Comparison of models document by document, as stored in `comparison.json`. */
export interface Comparison extends z.output<typeof comparisonSchema> {}
/** One measure, with the value of each contender and the differences between them. */
export interface ComparedMeasure extends z.output<typeof comparedMeasureSchema> {}
/** Value of one measure for one contender, with its interval. */
export type ContenderValue = z.output<typeof contenderValueSchema>;
/** Difference between two contenders, with its interval and p-value. */
export type Difference = z.output<typeof differenceSchema>;

/** Assembles a comparison and checks it against the schema. @throws LongrangeError `COMPARISON_INVALID` naming the invalid fields */
export function buildComparison(parts: Omit<Unstamped<Comparison>, 'tests'>): Comparison {
  const tests = { primary: 0, other: 0 };
  for (const { family, differences } of parts.measures) tests[family] += differences.length;
  return buildVersioned({ ...parts, tests }, comparisonFormat);
}

/**
 * Reads `comparison.json`.
 * @param json the file's text, or its value from `JSON.parse`
 * @throws LongrangeError `COMPARISON_INVALID`, `COMPARISON_TOO_NEW`, `COMPARISON_TOO_OLD`
 */
export function parseComparison(json: unknown): Comparison {
  return parseVersioned(json, comparisonFormat);
}
