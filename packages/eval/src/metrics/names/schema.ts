import { z } from 'zod';
import {
  bucketsOf,
  count,
  countBucketSchema,
  estimateSchema,
  proportionSchema,
} from '../../statistics/shapes.ts';

/** Metric 5. */
export const namesSchema = z.object({
  /** Names read, each time they are. */
  loads: count,
  /** Loads that a star import, a cut or the like makes unknowable; in none of the shares. */
  unknowable: count,
  /** Those among them that nothing before the cut binds, and something after it could have bound in time. */
  unboundAtCut: count,
  /** Names in lines that do not parse, where they may be read or bound; none of them is a load. */
  inDamage: count,
  undefined: count,
  /** Undefined names per 100 loads that can be known; of none 0, from 0 to 100. */
  undefinedPer100Loads: estimateSchema,
  /** The same if nothing after the cuts were to bind what is unbound there; not less than the figure before. */
  undefinedPer100LoadsAtMost: estimateSchema,
  /** Where the loads resolve to. */
  scopes: z.object({ local: count, enclosing: count, global: count, imported: count, builtin: count }),
  /** Loads that resolve to a binding in the text, by characters from the nearest binding before (or after) them. */
  byDistance: bucketsOf(countBucketSchema),
  /** Parameters that their function's body reads. */
  argumentsUsed: proportionSchema,
  /** The names most often undefined. */
  mostUndefined: z.array(z.object({ name: z.string(), count })),
});

/** How often a name that is read has been bound, by the language's rules of scope and by distance. */
export type Names = z.infer<typeof namesSchema>;
