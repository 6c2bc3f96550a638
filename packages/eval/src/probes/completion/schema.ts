import { z } from 'zod';
import { count, proportionSchema } from '../../statistics/shapes.ts';
import { OPENER_KINDS } from './choose-prompts.ts';

const completionShares = {
  /** Share of all continuations in which the opener is closed correctly. */
  closed: proportionSchema,
  /** Share of all continuations in which it is broken; in the rest it is still open. */
  broken: proportionSchema,
};

/** Metric 18: continuations of prompts that end while something in them is open. */
export const completionsSchema = z.object({
  temperature: z.number(),
  /** Maximum number of characters to write after each prompt. */
  length: count,
  /** Number of continuations of each prompt. */
  continuations: count,
  prompts: count,
  documents: count,
  kinds: z.array(
    z.object({
      kind: z.enum(OPENER_KINDS),
      /** The model first, `real`, the code's own continuation, last. */
      writers: z.array(
        z.object({
          writer: z.string(),
          ...completionShares,
          /** Shares by the number of characters for which the opener had been open at the end of the prompt. */
          byDistance: z.array(z.object({ distance: count, prompts: count, ...completionShares })),
          /** Cumulative incidences, `within` a number of characters written. */
          byLength: z.array(z.object({ within: count, ...completionShares })),
        }),
      ),
    }),
  ),
});

/** Share of prompts with something open that are completed correctly, by kind and distance. */
export type Completions = z.infer<typeof completionsSchema>;
