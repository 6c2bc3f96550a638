import { z } from 'zod';
import { count, countBucketSchema } from '../statistics/shapes.ts';

/** Items at distances beyond 4,096 characters, and prompts beyond 512. */
export const fartherSchema = z.object({
  /** Upper end of the distances asked about, exclusive. */
  maxDistance: count,
  items: z.array(
    z.object({
      set: z.enum(['natural', 'lengthControlled', 'prompted']),
      /** A kind of minimal pair, or of what a prompt leaves open. */
      kind: z.string(),
      /** Every doubling; of prompts, those open for `from` characters. `n` counts minimal pairs, pairs of mirror images or prompts; 0 where there was none. */
      buckets: z.array(countBucketSchema.extend({ documents: count })),
    }),
  ),
});

/** Number of items found at distances beyond the usual ones. */
export type FartherAsked = z.infer<typeof fartherSchema>;
