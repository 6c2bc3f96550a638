import { z } from 'zod';
import { count, proportionSchema } from '../../statistics/shapes.ts';

/** Metric 8. */
export const memorisationSchema = z.object({
  trainingCharacters: count,
  /** Substrings of each length that do not occur in the training text. */
  novelByLength: z.array(z.object({ length: count, proportion: proportionSchema })),
  /** The longest stretch that occurs in the training text word for word. */
  longestCopy: z.object({ length: count, document: z.string(), start: count, text: z.string() }),
});

/** How much of a text is copied from the training text. */
export type Memorisation = z.infer<typeof memorisationSchema>;
