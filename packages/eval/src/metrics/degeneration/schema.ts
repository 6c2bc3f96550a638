import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';

/** Metric 7: every other rate is conditional on it. */
export const degenerationSchema = z.object({
  whitespaceShare: z.number().min(0).max(1),
  longestRun: z.object({ character: z.string(), length: count }),
  /** Period at most 200 characters, at least 4 repeats. */
  loops: z.object({ count, characters: count, share: z.number().min(0).max(1) }),
  /** Distinct n-grams of characters / all n-grams, by n. */
  distinctNgrams: z.array(z.object({ n: count, share: z.number().min(0).max(1) })),
  /**
   * Characters until the first collapse (loop or run). The median over all documents, those that did not collapse seen for as long as
   * they are (Kaplan & Meier); null where half of them are not seen to collapse, which is then later than `seenCharacters`.
   */
  firstCollapse: z.object({
    collapsedDocuments: count,
    medianCharacters: z.number().nullable(),
    seenCharacters: count,
  }),
});

/** Where samples repeat themselves or collapse. */
export type Degeneration = z.infer<typeof degenerationSchema>;
