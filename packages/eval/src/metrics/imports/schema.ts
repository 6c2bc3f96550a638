import { z } from 'zod';
import {
  bucketSchema,
  bucketsOf,
  count,
  fatePointSchema,
  proportionSchema,
} from '../../statistics/shapes.ts';

/** Metric 19. */
export const importsSchema = z.object({
  /** Names imported outside functions and classes; each once. */
  imports: count,
  /** Those of which it cannot be known whether they are used. */
  censored: count,
  /** Imports that are used. */
  used: proportionSchema,
  /** Of those not yet used after `from` characters, the share used in the end; buckets lie in each other. */
  usedByDistance: bucketsOf(bucketSchema),
  /** Used, not used to the end of the text, or not known, by characters since the import. */
  fateByDistance: bucketsOf(fatePointSchema),
  /** Names in front of a dot that nothing but an import can have bound: the share that one has. */
  qualifiers: proportionSchema,
  /** By characters since the import, or where there is none since the beginning of the text. */
  qualifiersByDistance: bucketsOf(bucketSchema),
});

/** Whether a text uses what it imports, and imports what it uses. */
export type Imports = z.infer<typeof importsSchema>;
