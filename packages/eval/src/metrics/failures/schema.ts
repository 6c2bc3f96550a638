import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';

/** One dependency that failed, with the text around its two ends. */
const failureSchema = z.object({
  document: z.string(),
  /** The text around the opener, then the text around the place where it failed; one stretch where they lie close together. */
  text: z.string(),
  /** Offset of the opener in `text`. */
  opener: count,
  /** Offset in `text` of the place where it failed; the length of `text` where the document ends there. */
  at: count,
  /** Where in `text` characters are left out, and how many; null where none are. */
  omitted: z.object({ at: count, characters: count }).nullable(),
  /** Characters from the opener to the place, all of them. */
  distance: count,
});

function byDistance<T extends z.ZodType>(example: T) {
  return z.array(
    z.object({
      /** Distances in `[from, to)`. */
      from: count,
      to: count,
      /** All failures at these distances, of which `examples` are a few, drawn at random by a seed. */
      failures: count,
      examples: z.array(example),
    }),
  );
}

/** Metric 1: openers that broke, by the distance at which that came to light. */
export const bracketFailuresSchema = byDistance(
  failureSchema.extend({
    /** Closed by the wrong type or by force at `at`, or given up there as unclosed. */
    fate: z.enum(['wrongType', 'closedByForce', 'unclosed']),
  }),
);

/** Metric 10: closers that the predictor did not hold, by distance. `at` is where the true closer is. */
export const closerFailuresSchema = byDistance(
  failureSchema.extend({
    /** P(closer) of all three, the true one first; 0 for one that the predictor cannot write. */
    probabilities: z.array(z.object({ closer: z.string(), probability: z.number().min(0).max(1) })),
  }),
);

export type Failure = z.infer<typeof failureSchema>;
export type BracketFailures = z.infer<typeof bracketFailuresSchema>;
export type CloserFailures = z.infer<typeof closerFailuresSchema>;
