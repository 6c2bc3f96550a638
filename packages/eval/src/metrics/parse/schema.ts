import { z } from 'zod';
import { bucketSchema, bucketsOf, count, proportionSchema } from '../../statistics/shapes.ts';

/** Metric 6. */
export const parseSchema = z.object({
  /** Whole documents without ERROR or MISSING nodes. Cut samples end mid-statement; see `definitions`. */
  documents: proportionSchema,
  /**
   * Functions and classes, at whatever depth, without ERROR or MISSING nodes, each without those inside it; one that the cut reaches is
   * censored. Null in a language without layout, by which they are found.
   */
  definitions: proportionSchema.nullable(),
  /** By blocks around them: 0 at the top level. */
  definitionsByDepth: bucketsOf(bucketSchema),
  definitionsCensored: count.nullable(),
  /** Characters under ERROR or MISSING nodes / characters. */
  errorCharacterShare: z.number().min(0).max(1),
  /** Characters before the first ERROR or MISSING node. */
  longestCleanPrefix: z.object({ medianCharacters: z.number(), maxCharacters: count }),
});

/** How much parses: documents, definitions, statements, characters. */
export type Parse = z.infer<typeof parseSchema>;
