import { z } from 'zod';

/** A count. */
export const count = z.int().nonnegative();

/**
 * A share with its sample size and 95 % interval: Wilson's if each document has one observation, otherwise clustered by document.
 * `estimate` is null if n is 0.
 */
export const proportionSchema = z.object({
  held: count,
  n: count,
  estimate: z.number().min(0).max(1).nullable(),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  /** Number of documents with an observation. */
  documents: count,
  /** Factor by which the variance exceeds that of as many independent observations; at least 1. */
  designEffect: z.number().min(1),
  /** A document unlike the others, if there is one (`documentApart`): the interval may be too narrow. */
  apart: z.string().optional(),
});

/** Share of dependencies held in one bucket `[from, to)`; `thin` if n < 30. */
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
 * Shares of openers closed, broken and still open by a distance, which add up to 1 (Aalen & Johansen), with 95 % intervals over documents.
 */
export const incidencePointSchema = z.object({
  distance: count,
  /** Number of openers still observed at this distance. */
  atRisk: count,
  closed: incidenceSchema,
  broken: incidenceSchema,
  open: z.number().min(0).max(1),
  /** Bounds of the share closed, if none or all of the openers censored earlier would have been closed. */
  closedAtLeast: z.number().min(0).max(1),
  closedAtMost: z.number().min(0).max(1),
});

/** A 95 % interval over documents; null for fewer than three, which do not show how documents differ. */
export const documentInterval = { low: z.number().nullable(), high: z.number().nullable() };

/**
 * Failures per character among the openers still open, at distances `[from, to)`: `estimate` is failures / characters, with its 95 %
 * interval over documents; `thin` if fewer than 30 openers get this far.
 */
export const hazardBucketSchema = z.object({
  from: count,
  to: count,
  failures: count,
  /** Number of characters at these distances at which an opener was still open and might have failed. */
  characters: count,
  /** Number of openers still open at `from`. */
  openers: count,
  /** Number of documents with an opener still open at `from`. */
  documents: count,
  estimate: z.number().min(0).max(1),
  ...documentInterval,
  thin: z.boolean(),
});

/**
 * Share of openers that have not failed by a distance, correct closings censored (Kaplan & Meier), with its pointwise 95 % interval over
 * documents.
 */
export const survivalPointSchema = z.object({
  distance: count,
  /** Number of openers that could be seen to fail there, at least 30. */
  atRisk: count,
  share: z.number().min(0).max(1),
  ...documentInterval,
});

/** A figure with its 95 % interval, which is over documents unless stated otherwise. */
export const estimateSchema = z.object({ value: z.number(), ...documentInterval });

/** Difference of two figures over the same documents. */
export const differenceSchema = estimateSchema.extend({ pValue: z.number() });

/** A mean in one bucket `[from, to)`, with its interval; `thin` if n < 30. */
export const meanBucketSchema = estimateSchema.extend({
  from: count,
  to: count,
  n: count,
  thin: z.boolean(),
});

/** A count in one bucket `[from, to)`. */
export const countBucketSchema = z.object({ from: count, to: count, n: count });

/** Far more than possible: ranges double, and end with the largest integers. */
const MOST_BUCKETS = 512;

/** A list of buckets, or of points at a grid of distances. */
export function bucketsOf<Schema extends z.ZodType>(schema: Schema): z.ZodArray<Schema> {
  return z.array(schema).max(MOST_BUCKETS);
}

/** Dependencies of one kind, overall and by distance, depth and attractors. */
export const dependencySchema = z.object({
  overall: proportionSchema,
  byDistance: bucketsOf(bucketSchema),
  byDepth: bucketsOf(bucketSchema),
  /** Shares by the number of openers of another type between the two ends. */
  byAttractors: bucketsOf(bucketSchema),
});

/** One figure over runs that differ only in their seed; the interval is Student's t of their mean. */
export const spreadSchema = z.object({
  runs: count,
  mean: z.number(),
  /** Standard deviation of single runs, with n − 1 in the denominator. */
  standardDeviation: z.number(),
  min: z.number(),
  max: z.number(),
  low: z.number(),
  high: z.number(),
});

/** `held` of `n` with its 95 % interval over documents. */
export type Proportion = z.infer<typeof proportionSchema>;
/** A proportion in a range of distances `[from, to)`, in characters. */
export type Bucket = z.infer<typeof bucketSchema>;
/** The shares of openers closed, broken and still open at a distance. */
export type IncidencePoint = z.infer<typeof incidencePointSchema>;
/** Failures per character among openers still open, in a range of distances. */
export type HazardBucket = z.infer<typeof hazardBucketSchema>;
/** The share of openers that have not failed by a distance. */
export type SurvivalPoint = z.infer<typeof survivalPointSchema>;
/** A number with its 95 % interval and the size of the sample. */
export type Estimate = z.infer<typeof estimateSchema>;
export type Difference = z.infer<typeof differenceSchema>;
/** A mean in a range of distances, with its interval. */
export type MeanBucket = z.infer<typeof meanBucketSchema>;
/** One figure over several runs. */
export type Spread = z.infer<typeof spreadSchema>;
/** A count in a range. */
export type CountBucket = z.infer<typeof countBucketSchema>;
/** A kind of dependency: overall and by distance. */
export type Dependency = z.infer<typeof dependencySchema>;

/**
 * Upper end, in characters, of the farthest bucket up to which every bucket is at least 0.80; buckets with fewer than 30
 * observations end the range. Null if the nearest bucket fails. `limited`: the range ends where the data end.
 */
export const d80Schema = z.object({
  characters: count.nullable(),
  limited: z.boolean(),
  /** 95 % lower end: up to here the intervals of all buckets lie at 0.80 or above; null if that of the nearest does not. */
  low: count.nullable(),
  /** 95 % upper end: beginning of the nearest bucket whose interval lies below 0.80; null if none does: the data end before. */
  high: count.nullable(),
});

/** Distance in characters up to which at least four in five are right. */
export type D80 = z.infer<typeof d80Schema>;
