import { z } from 'zod';
import {
  bucketSchema,
  count,
  fatePointSchema,
  proportionSchema,
  reachSchema,
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
  /** Of the openers still open after `from` characters, those closed in the end; buckets lie in each other. */
  byDistance: z.array(bucketSchema),
  byDepth: z.array(bucketSchema),
  byAttractors: z.array(bucketSchema),
  /** Closed, broken or still open, by characters since the opener. */
  fateByDistance: z.array(fatePointSchema),
  /** `byDistance` as a curve, and where it falls below 0.80; null with fewer than 30 cases. */
  reach: reachSchema.nullable(),
});

/** What became of brackets: by distance, depth and attractors. */
export type Delimiters = z.infer<typeof delimitersSchema>;
