import { z } from 'zod';
import {
  bucketSchema,
  bucketsOf,
  count,
  fatePointSchema,
  proportionSchema,
} from '../../statistics/shapes.ts';

/** Metric 2. */
export const stringsSchema = z.object({
  /** Strings of both kinds whose fate can be known: single-line ones, and in whole texts those that may span lines. */
  overall: proportionSchema,
  /** Single-line strings closed before their line ends. */
  singleLine: proportionSchema,
  singleLineByDistance: bucketsOf(bucketSchema),
  /** Those that may span lines; null in a language without any, as are the next ones. */
  multiLine: z
    .object({
      openers: count,
      /** Those that quotes ended which were meant to begin another one: text and code are inside out there, and nothing was remembered. */
      accidental: count,
      /** Still open at a cut. */
      censored: count,
      /** Those closed before the text ends. Null for cut texts, in which nothing can break. */
      overall: proportionSchema.nullable(),
      byDistance: bucketsOf(bucketSchema),
      /** Closed, broken or still open, by characters since the opener; without accidental ones. */
      fateByDistance: bucketsOf(fatePointSchema),
    })
    .nullable(),
  /** Characters of the text inside strings. */
  inStrings: z.number().min(0).max(1),
  /** Documents in which text and code are inside out from some place on. */
  insideOut: proportionSchema.nullable(),
  /** Braces of formatted strings: each replacement field closed before its literal ends; null in a language without any. */
  fields: proportionSchema.nullable(),
  fieldsByDistance: bucketsOf(bucketSchema),
});

/** How often strings end as they should. */
export type Strings = z.infer<typeof stringsSchema>;
