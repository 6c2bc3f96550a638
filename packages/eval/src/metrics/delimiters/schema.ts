import { z } from 'zod';
import {
  bucketSchema,
  bucketsOf,
  count,
  fatePointSchema,
  hazardBucketSchema,
  proportionSchema,
  survivalPointSchema,
} from '../../statistics/shapes.ts';

/** Metric 1. */
export const delimitersSchema = z.object({
  openers: count,
  fates: z.object({
    matched: count,
    wrongType: count,
    closedByForce: count,
    unclosed: count,
    censored: count,
  }),
  strayClosers: count,
  /** matched / (openers − censored). */
  overall: proportionSchema,
  byType: z.array(z.object({ type: z.enum(['()', '[]', '{}']), proportion: proportionSchema })),
  /** Of the openers still open after `from` characters, those closed in the end; buckets lie in each other. Depends on how long brackets are. */
  byDistance: bucketsOf(bucketSchema),
  byDepth: bucketsOf(bucketSchema),
  byAttractors: bucketsOf(bucketSchema),
  /** Closed, broken or still open, by characters since the opener. */
  fateByDistance: bucketsOf(fatePointSchema),
  /** Failures per character among the brackets still open, by characters since the opener: from 1 on, without gaps. */
  hazard: bucketsOf(hazardBucketSchema),
  /** The share that has not failed by a distance, correct closings censored; as far as 30 brackets are open. */
  netSurvival: bucketsOf(survivalPointSchema),
});

/** What became of brackets: by distance, depth and attractors. */
export type Delimiters = z.infer<typeof delimitersSchema>;
