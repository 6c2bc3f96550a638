import { z } from 'zod';

// What the parts of a result are made of.

/** A number of things. */
export const count = z.int().nonnegative();

/**
 * A share with its sample size and 95 % interval: Wilson's where each document has one observation, otherwise clustered by document.
 * `estimate` is null where n is 0.
 */
export const proportionSchema = z.object({
  held: count,
  n: count,
  estimate: z.number().min(0).max(1).nullable(),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  /** Those with an observation. */
  documents: count,
  /** By how much the variance exceeds that of as many independent observations; at least 1. */
  designEffect: z.number().min(1),
  /** A document unlike the others, where there is one (`documentApart`): the interval may be too narrow. */
  apart: z.string().optional(),
});

/** The share of dependencies held in one bucket `[from, to)`; `thin` where n < 30. */
export const bucketSchema = proportionSchema.extend({
  from: count,
  to: count,
  censored: count,
  thin: z.boolean(),
});

const incidenceSchema = z.object({
  share: z.number().min(0).max(1),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
});

/**
 * What has become of openers by so many characters: closed, broken or still open, three shares that make 1 (Aalen & Johansen), with 95 %
 * intervals over documents.
 */
export const fatePointSchema = z.object({
  distance: count,
  /** Openers that could still be seen when they had reached this distance. */
  atRisk: count,
  closed: incidenceSchema,
  broken: incidenceSchema,
  open: z.number().min(0).max(1),
  /** What may have been closed, if none or all of what the cut left open before had been. */
  closedAtLeast: z.number().min(0).max(1),
  closedAtMost: z.number().min(0).max(1),
});

/** A 95 % interval over documents. Null where there is none: a single document says nothing of how documents differ. */
export const documentInterval = { low: z.number().nullable(), high: z.number().nullable() };

/**
 * Failures per character among the openers still open, at distances `[from, to)` from them: `estimate` is failures / characters, with its 95 %
 * interval over documents; `thin` where fewer than 30 openers get so far.
 */
export const hazardBucketSchema = z.object({
  from: count,
  to: count,
  failures: count,
  /** Characters at these distances at which an opener was still open: at each it might have failed. */
  characters: count,
  /** Still open at `from`. */
  openers: count,
  /** Those with an opener still open at `from`. */
  documents: count,
  estimate: z.number().min(0).max(1),
  ...documentInterval,
  thin: z.boolean(),
});

/**
 * The share of openers that have not failed by a distance, correct closings censored (Kaplan & Meier), with its pointwise 95 % interval over
 * documents.
 */
export const survivalPointSchema = z.object({
  distance: count,
  /** Openers that could be seen to fail there: 30 at least. */
  atRisk: count,
  share: z.number().min(0).max(1),
  ...documentInterval,
});

/** A figure with its 95 % interval: over documents, unless its place says otherwise. */
export const estimateSchema = z.object({ value: z.number(), ...documentInterval });

/** How much larger one figure is than another, over the same documents. */
export const differenceSchema = estimateSchema.extend({ pValue: z.number() });

/** A mean in one bucket `[from, to)`, with its interval; `thin` where n < 30. */
export const meanBucketSchema = estimateSchema.extend({
  from: count,
  to: count,
  n: count,
  thin: z.boolean(),
});

/** How many fall in one bucket `[from, to)`. */
export const countBucketSchema = z.object({ from: count, to: count, n: count });

/** Far more than there can be: ranges double, and end with the largest integers. */
const MOST_BUCKETS = 512;

/** A list of buckets, or of points at such distances. */
export function bucketsOf<Schema extends z.ZodType>(schema: Schema): z.ZodArray<Schema> {
  return z.array(schema).max(MOST_BUCKETS);
}

/** Dependencies of one kind, all together and by what may make them hard. */
export const dependencySchema = z.object({
  overall: proportionSchema,
  byDistance: bucketsOf(bucketSchema),
  byDepth: bucketsOf(bucketSchema),
  /** Openers of another type between the two ends. */
  byAttractors: bucketsOf(bucketSchema),
});

/** `held` of `n` with its 95 % interval over documents. */
export type Proportion = z.infer<typeof proportionSchema>;
/** A proportion in a range of distances, from `from` up to and without `to`, in characters. */
export type Bucket = z.infer<typeof bucketSchema>;
/** The shares of openers closed, broken and still open at a distance. */
export type FatePoint = z.infer<typeof fatePointSchema>;
/** Failures per character among openers still open, in a range of distances. */
export type HazardBucket = z.infer<typeof hazardBucketSchema>;
/** The share of openers that have not failed by a distance. */
export type SurvivalPoint = z.infer<typeof survivalPointSchema>;
/** A number with its 95 % interval and the size of the sample. */
export type Estimate = z.infer<typeof estimateSchema>;
export type Difference = z.infer<typeof differenceSchema>;
/** A mean in a range of distances, with its interval. */
export type MeanBucket = z.infer<typeof meanBucketSchema>;
/** A count in a range. */
export type CountBucket = z.infer<typeof countBucketSchema>;
/** A kind of dependency: overall and by distance. */
export type Dependency = z.infer<typeof dependencySchema>;

/**
 * The upper end, in characters, of the largest bucket such that it and all nearer ones are at least 0.80; buckets with
 * fewer than 30 observations end the range. Null where the nearest bucket fails. `limited`: the range ends where the data end.
 */
export const d80Schema = z.object({
  characters: count.nullable(),
  limited: z.boolean(),
  /** 95 %: up to here the intervals of all buckets lie at 0.80 or above; null where that of the nearest does not. */
  low: count.nullable(),
  /** 95 %: the nearest bucket whose interval lies below 0.80 begins here; null where none does, and the end is not reached in the data. */
  high: count.nullable(),
});

/** The distance in characters up to which at least four in five are right. */
export type D80 = z.infer<typeof d80Schema>;
