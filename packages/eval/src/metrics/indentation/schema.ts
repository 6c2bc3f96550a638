import { z } from 'zod';
import { bucketSchema, bucketsOf, proportionSchema } from '../../statistics/shapes.ts';

/** Metric 3. */
export const indentationSchema = z.object({
  /** All checks of the three kinds below. */
  overall: proportionSchema,
  /** An indent follows a line that ends in a colon, and every such line is followed by an indent. */
  indents: proportionSchema,
  /** A dedent lands on a level that is open. */
  dedents: proportionSchema,
  /** Lines of a block keep the block's unit (width and tabs or spaces). */
  unit: proportionSchema,
  /** By characters since the block opened. */
  byDistance: bucketsOf(bucketSchema),
  /** By lines since the block opened. */
  byLines: bucketsOf(bucketSchema),
  byDepth: bucketsOf(bucketSchema),
});

/** Which lines kept the indentation of their block, by distance. */
export type Indentation = z.infer<typeof indentationSchema>;
