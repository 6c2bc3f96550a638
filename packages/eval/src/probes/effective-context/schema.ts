import { z } from 'zod';
import { count, estimateSchema } from '../../statistics/shapes.ts';

export const effectiveShape = {
  /** The least n whose loss exceeds that of the whole context by less than 1 %; null if none does. */
  effective: count.nullable(),
  /** 95 %, from the paired differences to the whole context: the least n whose interval does not lie above 1 %, null if all do … */
  effectiveLow: count.nullable(),
  /** … and the least whose interval lies below 1 %; null if none does, and the end is not reached in the contexts measured. */
  effectiveHigh: count.nullable(),
};

/** Metric 12. */
export const effectiveContextSchema = z.object({
  /** Targets predicted, the same for every n. */
  targets: count,
  /** Bits per character from the last n characters only. */
  byContext: z.array(estimateSchema.extend({ n: count })),
  /** Bits per character from all that came before. */
  all: estimateSchema,
  ...effectiveShape,
});

/** Metric 14: mean total variation between predictions from all characters and from the last `context` only. */
export const pastMemorySchema = z.object({
  targets: count,
  byContext: z.array(estimateSchema.extend({ context: count })),
});

/** Bits per character by the length of the context that may be read, and the shortest that is enough (n*). */
export type EffectiveContext = z.infer<typeof effectiveContextSchema>;
/** Total variation between predictions from all characters and from the last ones only, by the number of the latter. */
export type PastMemory = z.infer<typeof pastMemorySchema>;
