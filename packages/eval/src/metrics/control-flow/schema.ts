import { z } from 'zod';
import { bucketSchema, bucketsOf, proportionSchema } from '../../statistics/shapes.ts';

/** Metric 4. */
export const controlFlowSchema = z.object({
  /** All checks below. */
  overall: proportionSchema,
  /** Clauses of all kinds. */
  allClauses: proportionSchema,
  /** A clause (`else`, `case`, …) with a legal opener at the same indent. */
  clauses: z.array(z.object({ clause: z.string(), proportion: proportionSchema })),
  /** Clauses by characters to their opener. */
  byDistance: bucketsOf(bucketSchema),
  /** A `try` with an `except` or a `finally`. */
  handlers: proportionSchema,
  /** A `return` inside a function. */
  returns: proportionSchema,
  /** A `break` or `continue` inside a loop. */
  loopJumps: proportionSchema,
});

/** How often `else`, `elif`, `except`, `return` and the like are where they may be. */
export type ControlFlow = z.infer<typeof controlFlowSchema>;
