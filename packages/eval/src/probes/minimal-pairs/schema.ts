import { KINDS } from '@longrange/code';
import { z } from 'zod';
import { halfLifeSchema, rangeSchema } from '../../statistics/pair-table.ts';
import { bucketSchema, bucketsOf, count, meanBucketSchema } from '../../statistics/shapes.ts';
import { lengthControlSchema } from '../length-controlled/control.ts';
import { factorsSchema } from './factors-schema.ts';

const usualRange = {
  /** Range of minimal pairs nearer than 4,096 characters; absent if there are no others. Results with farther ones are compared by it. */
  usualRange: rangeSchema.optional(),
};

/** Does the opener still show in the prediction? Null for a model that does not report log-odds. */
const shownSchema = z
  .object({
    /** Share of minimal pairs with evidence of more than 1 nat. */
    byDistance: bucketsOf(bucketSchema),
    /** The same less the share with evidence of less than −1 nat: noise as strong adds to either. */
    net: bucketsOf(meanBucketSchema),
    /** Range of the net share. */
    range: rangeSchema,
    ...usualRange,
  })
  .nullable();

/** Other definitions of the same range of brackets, so that nothing hinges on one threshold. */
const thresholdsSchema = z.array(
  z.object({
    /** Share of pairs right in both members, net share with evidence of more than `nats`, or mean probability that moves with the opener. */
    share: z.enum(['right', 'evidence', 'moved']),
    /** Evidence in nats; null for the others. */
    nats: z.number().nullable(),
    /** Fraction of the share nearby at which the range ends. */
    fraction: z.number(),
    range: rangeSchema,
  }),
);

const pairFormSchema = z.object({
  /** Share of minimal pairs whose members both have their own closer as the likelier one: does the opener still decide? */
  byDistance: bucketsOf(bucketSchema),
  /** Evidence of the opener in nats: log-odds of the two closers in one member minus those in the other, which cancels habits. */
  evidence: bucketsOf(meanBucketSchema),
  range: rangeSchema,
  shown: shownSchema,
});

/** Metric 11, reading, one kind. */
export const pairsScoredSchema = z.object({
  kind: z.enum(KINDS),
  /** Null for a kind that is only length-controlled. */
  natural: pairFormSchema
    .extend({
      ...usualRange,
      /** Null for a model that does not report log-odds. */
      halfLife: halfLifeSchema.nullable(),
      thresholds: thresholdsSchema,
      factors: factorsSchema.optional(),
    })
    .nullable(),
  /** Its control counts as nearby. Null for a kind that is not length-controlled. */
  lengthControlled: pairFormSchema.extend({ control: lengthControlSchema }).nullable(),
});

/** Metric 11, writing: brackets of natural code, cut while open and continued. */
export const pairsGeneratedSchema = z.object({
  temperature: z.number(),
  /** Maximum number of characters written. */
  length: count,
  /** Share of draws in which both members have their own closer, by the distance at which the bracket's outcome is decided. */
  byDistance: bucketsOf(meanBucketSchema),
  range: rangeSchema,
  ...usualRange,
  shown: shownSchema,
  /** First closer at the bracket's level in each member's continuation; `open`: none yet. */
  outcomes: z.array(
    z.object({ from: count, to: count, right: count, wrongType: count, abandoned: count, open: count }),
  ),
});

export const minimalPairsSchema = z.object({
  scoring: z.array(pairsScoredSchema),
  /** Generation by temperature, ascending; empty for a predictor that does not write. */
  generation: z.array(pairsGeneratedSchema),
});

/** Ranges of a model's memory of a natural bracket. */
export const bracketRangesSchema = z.object({
  scoring: rangeSchema.nullable(),
  /** At the temperature of the samples; null if nothing was written at it. */
  generation: rangeSchema.extend({ temperature: z.number() }).nullable(),
});

/** Range up to which an opener decides what closes it, in scoring. */
export type PairsScored = z.infer<typeof pairsScoredSchema>;
/** The same when the model writes, at one temperature. */
export type PairsGenerated = z.infer<typeof pairsGeneratedSchema>;
/** Ranges up to which an opener decides what closes it. */
export type MinimalPairs = z.infer<typeof minimalPairsSchema>;
/** Ranges of a model's memory of a natural bracket, in scoring and in generation. */
export type BracketRanges = z.infer<typeof bracketRangesSchema>;

const size = z.int().min(0);

/** Sizes of metric 11 in a suite. */
export const pairSizesSchema = z.strictObject({
  /** Most minimal pairs of brackets per doubling of the distance; fewer from 4,096 on. */
  perBucket: z.int().min(1),
  /** Most of each other kind; as many by default. */
  others: size.optional(),
  /** Most of each sort per doubling, for the factors; a third of `perBucket` by default. */
  factors: size.optional(),
  /** Items lengthened to distances that are rare in nature, also for the probe of closers; none if absent. */
  lengthControlled: z
    .strictObject({
      /** Maximum number of each kind in each bucket of distances; an even number. */
      perBucket: size,
      /** Lower end of the farthest bucket, a power of two: 2048 for [2048, 4096). */
      maxDistance: size,
    })
    .optional(),
  /** Minimal pairs to continue, each cut inside a bracket; none if absent. */
  writing: z
    .strictObject({
      /** Most in each doubling of the distance. */
      perBucket: z.int().min(1),
      /** Maximum number of characters to write after each cut. */
      length: z.int().min(1),
      temperatures: z.array(z.number().min(0)).readonly(),
    })
    .optional(),
});

/** Numbers of minimal pairs to ask about. */
export type PairSizes = z.output<typeof pairSizesSchema>;
