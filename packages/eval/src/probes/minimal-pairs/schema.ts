import { KINDS } from '@longrange/code';
import { z } from 'zod';
import { rangeSchema } from '../../statistics/pair-table.ts';
import { bucketSchema, bucketsOf, count, meanBucketSchema } from '../../statistics/shapes.ts';
import { lengthControlSchema } from '../length-controlled/control.ts';

const pairFormSchema = z.object({
  /** Share of minimal pairs whose members both have their own closer as the likelier one. */
  byDistance: bucketsOf(bucketSchema),
  /** Evidence of the opener in nats: half the shift of the log-odds between the members; 0 for a model that does not see it. */
  evidence: bucketsOf(meanBucketSchema),
  range: rangeSchema,
});

const usualRange = {
  /** Range of minimal pairs nearer than 4,096 characters; absent if there are no others. Results with farther ones are compared by it. */
  usualRange: rangeSchema.optional(),
};

/** Metric 11, reading, one kind. */
export const pairsScoredSchema = z.object({
  kind: z.enum(KINDS),
  /** Null for a kind that is only length-controlled. */
  natural: pairFormSchema.extend(usualRange).nullable(),
  /** The control is what is nearby. Null for a kind that is not length-controlled. */
  lengthControlled: pairFormSchema.extend({ control: lengthControlSchema }).nullable(),
});

/** Metric 11, writing: brackets of natural code, cut open and written on. */
export const pairsGeneratedSchema = z.object({
  temperature: z.number(),
  /** Most characters written. */
  length: count,
  /** Share of draws for which both members have their own closer, by the distance at which it is decided how the bracket ends. */
  byDistance: bucketsOf(meanBucketSchema),
  range: rangeSchema,
  ...usualRange,
  /** First closer at the bracket's level in each member's continuation; `open`: none so far. */
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
  /** At the temperature of the samples; null if it was not written on at that. */
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
