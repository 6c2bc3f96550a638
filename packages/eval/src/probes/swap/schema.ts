import { KINDS } from '@longrange/code';
import { z } from 'zod';
import { rangeSchema } from '../../statistics/pair-table.ts';
import { bucketSchema, bucketsOf, count, meanBucketSchema } from '../../statistics/shapes.ts';
import { stretchControlSchema } from '../stretched/schema.ts';

const swapFormSchema = z.object({
  /** Share of swaps whose twins both have their own closer as the likelier one. */
  byDistance: bucketsOf(bucketSchema),
  /** Evidence of the opener in nats: half the shift of the log-odds between the twins; 0 for a model that does not see it. */
  evidence: bucketsOf(meanBucketSchema),
  range: rangeSchema,
});

const usualRange = {
  /** Range of swaps nearer than 4,096 characters; absent if there are no others. Results with farther ones are compared by it. */
  usualRange: rangeSchema.optional(),
};

/** Metric 11, reading, one kind. */
export const swapReadingSchema = z.object({
  kind: z.enum(KINDS),
  /** Null for a kind that is only stretched. */
  natural: swapFormSchema.extend(usualRange).nullable(),
  /** The control is what is nearby. Null for a kind that is not stretched. */
  stretched: swapFormSchema.extend({ control: stretchControlSchema }).nullable(),
});

/** Metric 11, writing: brackets of natural code, cut open and written on. */
export const swapWritingSchema = z.object({
  temperature: z.number(),
  /** Most characters written. */
  length: count,
  /** Share of draws for which both twins have their own closer, by the distance at which the bracket's fate is decided. */
  byDistance: bucketsOf(meanBucketSchema),
  range: rangeSchema,
  ...usualRange,
  /** First closer at the bracket's level in each twin's continuation; `open`: none so far. */
  outcomes: z.array(
    z.object({ from: count, to: count, right: count, wrongType: count, abandoned: count, open: count }),
  ),
});

export const swapsSchema = z.object({
  reading: z.array(swapReadingSchema),
  /** Generation by temperature, ascending; empty for a predictor that does not write. */
  writing: z.array(swapWritingSchema),
});

/** Ranges of a model's memory of a natural bracket. */
export const bracketRangesSchema = z.object({
  reading: rangeSchema.nullable(),
  /** At the temperature of the samples; null where it was not written on at that. */
  writing: rangeSchema.extend({ temperature: z.number() }).nullable(),
});

/** Range up to which an opener decides what closes it, in scoring. */
export type SwapsRead = z.infer<typeof swapReadingSchema>;
/** The same when the model writes, at one temperature. */
export type SwapsWritten = z.infer<typeof swapWritingSchema>;
/** Ranges up to which an opener decides what closes it. */
export type Swaps = z.infer<typeof swapsSchema>;
/** Ranges of a model's memory of a natural bracket, in scoring and in generation. */
export type BracketRanges = z.infer<typeof bracketRangesSchema>;
